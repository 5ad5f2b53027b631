// Long looks at data that nobody waits for any more.
#pragma once

#include "core/run/error.h"

#include <functional>

namespace thaw {

// Thrown by what was given up; nothing is remembered of it.
class GivenUp : public Error {
  public:
    GivenUp();
};

using WhetherGivenUp = std::function<bool()>; // asked by several threads at once

// While one lives, what its thread reads may end early, with GivenUp, once `asked` says so. On a
// thread without one nothing is ever given up.
class MayGiveUp {
  public:
    explicit MayGiveUp(WhetherGivenUp asked);
    ~MayGiveUp();
    MayGiveUp(const MayGiveUp&) = delete;
    MayGiveUp& operator=(const MayGiveUp&) = delete;

  private:
    WhetherGivenUp before_;
};

// For long loops: what this thread's MayGiveUp asks, for threads that help it, too.
WhetherGivenUp whether_given_up();
// Throws GivenUp if so.
void end_if(const WhetherGivenUp& given_up);

} // namespace thaw
