#include "core/training/data/holdout.h"

#include "core/run/error.h"
#include "core/run/random.h"
#include "core/training/data/subset_source.h"

#include <algorithm>
#include <cmath>

namespace thaw {

Holdout hold_out(std::int64_t count, double share, std::uint64_t seed, const char* stream,
                 const std::string& key) {
    const auto held = static_cast<std::int64_t>(std::llround(share * static_cast<double>(count)));
    if (held < 1 || held >= count)
        throw usage("{} is {}, which holds {} of {} examples; choose a share that leaves some on "
                    "both sides.",
                    key, share, held, count);
    Random random(seed, stream);
    std::vector<std::int64_t> order = permutation(count, random);
    const auto border = order.begin() + held;
    std::sort(order.begin(), border);
    std::sort(border, order.end());
    return {{border, order.end()}, {order.begin(), border}};
}

Sources divided(const std::shared_ptr<const ExampleSource>& whole, const Holdout& parts) {
    return {std::make_shared<SubsetSource>(whole, parts.kept),
            std::make_shared<SubsetSource>(whole, parts.held)};
}

} // namespace thaw
