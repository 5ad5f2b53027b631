// Words that stand for a published set of shifts.
#include "core/training/shifts/shift.h"

#include <gmock/gmock.h>
#include <map>
#include <set>

namespace thaw {
namespace {

TEST(ShiftGroups, HoldWhatIsPublished) {
    std::map<std::string, std::size_t> sizes;
    for (const auto& group : shift_groups()) {
        EXPECT_FALSE(group.description.label.empty());
        EXPECT_THAT(group.description.help, testing::EndsWith("."));
        sizes[group.description.id] = group.members.size();
        const std::set<std::string> once(group.members.begin(), group.members.end());
        EXPECT_EQ(once.size(), group.members.size());
        for (const auto& id : group.members)
            EXPECT_NO_THROW(entry_of(shifts(), id));
        for (const auto& entry : shifts())
            EXPECT_NE(entry.description.id, group.description.id);
    }
    EXPECT_EQ(sizes, (std::map<std::string, std::size_t>{
                         {"cifar_c", 15}, {"cifar_c_all", 19}, {"mnist_c", 15}}));
}

} // namespace
} // namespace thaw
