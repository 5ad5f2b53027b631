// Ways to do the same work, timed one after the other round by round, and how they compare: ratios
// of neighbours in time, so that what else the machine does is in both.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace thaw::bench {

class Paired {
  public:
    // The first way is what the others are compared with. `prepare` goes before each run,
    // unmeasured.
    void add(std::string name, std::function<void()> run, std::function<void()> prepare = {});
    // Each way once to warm up, then `rounds` times, in an order that turns from round to round.
    void measure(int rounds);
    // Milliseconds (median) and how many times as fast as the first: median, least and greatest
    // over the rounds, by the clock and by the processor time of all threads. The latter is the
    // number to trust where other programs take the cores away and one thread works.
    void print(const std::string& title) const;

  private:
    struct Way {
        std::string name;
        std::function<void()> run, prepare;
        std::vector<double> wall = {}, processor = {}; // seconds of each round
    };
    std::vector<Way> ways_;
};

} // namespace thaw::bench
