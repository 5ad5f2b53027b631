#include "core/training/data/giving_up.h"

#include <utility>

namespace thaw {

namespace {

thread_local WhetherGivenUp asked_here;

} // namespace

GivenUp::GivenUp() : Error(Fault::failure, "given up") {} // nobody reads it

MayGiveUp::MayGiveUp(WhetherGivenUp asked) : before_(std::exchange(asked_here, std::move(asked))) {}

MayGiveUp::~MayGiveUp() {
    asked_here = std::move(before_);
}

WhetherGivenUp whether_given_up() {
    return asked_here ? asked_here : [] { return false; };
}

void end_if(const WhetherGivenUp& given_up) {
    if (given_up())
        throw GivenUp();
}

} // namespace thaw
