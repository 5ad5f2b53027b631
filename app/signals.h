// What may be asked of a training by signals, as something to wait for.
#pragma once

namespace thaw {

// From its making to its end SIGINT, SIGTERM, SIGHUP and SIGUSR1 are something to wait for,
// whichever thread they reach; before and after, they do what they do to any program. A SIGHUP that
// the program was started to ignore (nohup) stays ignored. One at a time.
class SignalsTaken {
  public:
    SignalsTaken();
    ~SignalsTaken();
    // What comes after the end asks for what is done already: it ends the process with `code`.
    void then_exit_with(int code);
    SignalsTaken(const SignalsTaken&) = delete;
    SignalsTaken& operator=(const SignalsTaken&) = delete;
};

// The next signal that came, in their order; waits for one up to `seconds`. 0: none, or none is
// taken.
int next_signal(double seconds);

} // namespace thaw
