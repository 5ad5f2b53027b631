// Another program, called for what it answers.
#pragma once

#include <string>
#include <vector>

namespace thaw {

struct Answer {
    int code = -1;         // exit code; -1: it has none, as below
    int error = 0;         // why it could not be started (errno); ENOENT: it is not on PATH
    bool was_late = false; // it had not ended when its time was over
    std::string out = {};
    std::string complaint = {}; // what it wrote to stderr, without ends of lines at its end

    bool is_good() const { return code == 0; }
};

// `command`: the program, looked for on PATH, and its arguments, which no shell reads. It is ended
// when it takes longer than `seconds`.
Answer call_program(std::vector<std::string> command, double seconds);

// Why there is no good answer, for people.
std::string fault_of(const Answer& answer, const std::string& program);

} // namespace thaw
