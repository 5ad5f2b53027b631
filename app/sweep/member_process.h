// A process of a sweep: a member's, `thaw sweep member`, started by its controller, or the
// controller's own, `thaw sweep`, started by a window.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace thaw {

// How a process ended.
struct ProcessEnd {
    int code = -1;         // exit code; -1: a signal ended it
    int signal = 0;        // which
    std::string last_line; // of what it wrote to stderr: the sentence that says why
};

// It stands in a process group of its own, so that Ctrl+C reaches the controller alone.
class MemberProcess {
  public:
    enum class Life {
        with_controller, // gets SIGTERM if its controller ends, however, and stops with a
                         // checkpoint
        its_own,
    };
    // `arguments`: the program and its arguments. Throws Error(failure).
    explicit MemberProcess(const std::vector<std::string>& arguments,
                           Life life = Life::with_controller);
    ~MemberProcess(); // ends it at once, if it lives and is not left alone
    MemberProcess(MemberProcess&& other) noexcept;
    MemberProcess& operator=(MemberProcess&&) = delete;

    bool has_ended(ProcessEnd& end); // does not wait
    void send(int signal) const;
    std::string new_output(); // what it wrote, to both streams, since this was asked last
    void leave_alone() { process_ = 0; } // it goes on, and nobody asks for it any more

  private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    pid_t process_ = 0; // 0: none
    std::unique_ptr<std::FILE, Close> errors_;
    off_t read_ = 0; // of it, by new_output()
};

} // namespace thaw
