// What a sweep's document means, and what is refused.
#include "core/run/config_identity.h"
#include "core/sweep/sweep_document.h"
#include "tests/sweep/sweep_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thaw {
namespace {

using test::members_of;
using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
    try {
        members_of(text);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(SweepDocument, is_read_and_written) {
    const std::string text = R"([sweep]
name = "stops"
base = "base.toml"
out = "runs/here"
seeds = [1, 2]

[axes]
stop = [100, "never", "id=at_step,step=3"]
"optimiser.learning_rate" = [0.1, 0.2]

[[controls]]
name = "random"
set = ["intervention.order=random"]
)";
    const SweepDocument document = parse_sweep(text, "stops.toml");
    EXPECT_EQ(document.base, "base.toml");
    EXPECT_EQ(document.seeds, (std::vector<std::int64_t>{1, 2}));
    ASSERT_EQ(document.axes.size(), 2U);
    EXPECT_EQ(parse_sweep(to_toml(document), "stops.toml"), document);
    EXPECT_EQ(parse_sweep("[sweep]\nbase = \"a.toml\"", "folder/my sweep.toml").name, "my sweep");
}

TEST(SweepDocument, dotted_keys_without_quotes_are_axes_too) {
    const auto members = members_of("[axes]\noptimiser.learning_rate = [0.1, 0.2]\n");
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(members[1].config.optimiser.settings.real("learning_rate"), 0.2);
    EXPECT_EQ(members[1].arm, "optimiser.learning_rate = 0.2");
}

TEST(SweepMembers, are_every_combination_for_every_seed) {
    const auto members =
        members_of("seeds = [3, 4]\n[axes]\nstop = [100, \"never\"]\ninterval = [50, 60, 70]\n");
    ASSERT_EQ(members.size(), 12U);
    EXPECT_EQ(members[0].arm, "stop = 100, interval = 50");
    EXPECT_EQ(members[1].seed, 4);
    EXPECT_EQ(members[11].arm, "stop = never, interval = 70");
    for (const auto& member : members)
        EXPECT_EQ(members[member.index].identity, config_identity(to_toml(member.config)));
}

TEST(SweepMembers, a_stop_takes_the_place_of_the_bases_own) {
    const auto members = members_of("[axes]\nstop = [300, \"never\", \"standard\", "
                                    "\"id=stabilisation,metric=train_loss,tau=2\"]\n");
    const auto names = [&](std::size_t i) {
        std::vector<std::string> all;
        for (const Item& trigger : members[i].config.triggers)
            all.push_back(trigger.settings.text("name"));
        return all;
    };
    using ::testing::ElementsAre;
    EXPECT_THAT(names(0), ElementsAre("divergence"));
    ASSERT_EQ(members[0].config.commands.size(), 1U);
    EXPECT_EQ(members[0].config.commands[0].settings.integer("step"), 300);
    EXPECT_EQ(members[0].config.commands[0].settings.text("action"), "release_all");
    EXPECT_THAT(names(1), ElementsAre("divergence"));
    EXPECT_TRUE(members[1].config.commands.empty());
    EXPECT_EQ(members[2].config.intervention.id, "none");
    EXPECT_THAT(names(3), ElementsAre("divergence", "stabilisation"));
    EXPECT_EQ(members[3].config.triggers[1].settings.text("action"), "release_all");
}

TEST(SweepMembers, equal_what_run_makes_of_the_same_settings) {
    const auto members = members_of("seeds = [7]\n[axes]\nstop = [300]\n");
    const RunConfig by_hand = parse_config(
        test::sweep_base, "base.toml", test::small_vocabulary(),
        {"run.seed=7", "triggers=[{id=\"divergence\", metric=\"train_loss\", action=\"stop\"}]",
         "commands=[{step=300, action=\"release_all\"}]", "run.threads=3", "run.name=other"});
    EXPECT_EQ(members[0].identity, config_identity(to_toml(by_hand)));
}

TEST(SweepMembers, controls_go_with_the_other_axes_alone) {
    const auto members =
        members_of("[axes]\nstop = [100, 200]\n\"optimiser.learning_rate\" = [0.1, 0.2]\n"
                   "[[controls]]\nname = \"random\"\nset = [\"intervention.order=random\"]\n");
    ASSERT_EQ(members.size(), 6U);
    EXPECT_EQ(members[4].arm, "random, optimiser.learning_rate = 0.1");
    EXPECT_EQ(members[5].config.intervention.settings.text("order"), "random");
    EXPECT_EQ(members[5].config.triggers.size(), 2U); // as the base has them
}

TEST(SweepDocument, what_cannot_be_is_refused_with_its_line) {
    EXPECT_THAT(refusal("[axes]\nstop = 100\n"), HasSubstr("must be a list"));
    EXPECT_THAT(refusal("[axes]\nstop = []\n"), HasSubstr("must be a list"));
    EXPECT_THAT(refusal("[axes]\nstop = [100, 100]\n"), HasSubstr("twice"));
    EXPECT_THAT(refusal("[axes]\nseed = [1]\n"), HasSubstr("seeds = [1, 2, 3]"));
    EXPECT_THAT(refusal("seeds = [1, 1]\n"), HasSubstr("twice"));
    EXPECT_THAT(refusal("seeds = [-1]\n"), HasSubstr("below 0"));
    EXPECT_THAT(refusal("sed = [1]\n"), HasSubstr("seeds"));
    EXPECT_THAT(refusal("[axes]\nstop = [\"newer\"]\n"), HasSubstr("is no stop"));
    EXPECT_THAT(refusal("[axes]\nstop = [2000]\n"), HasSubstr("lies after the last step"));
    EXPECT_THAT(refusal("[axes]\nstop = [2000]\n"), HasSubstr("stops.toml:4"));
    EXPECT_THAT(refusal("[axes]\nstop = [-5]\n"), HasSubstr("stops.toml:4"));
    EXPECT_THAT(refusal("[axes]\nrule = [\"id=what\"]\n"), HasSubstr("must be one of"));
    EXPECT_THAT(refusal("[axes]\n\"optimiser.rate\" = [1]\n"), HasSubstr("optimiser.rate"));
    EXPECT_THAT(refusal("[[controls]]\nname = \"a\"\n"), HasSubstr("list of settings"));
    EXPECT_THAT(refusal("[[controls]]\nname = \"a\"\nset = [\"run.seed=1\"]\n"),
                HasSubstr("would be the same runs"));
    EXPECT_THAT(refusal("[axes\n"), HasSubstr("stops.toml:3"));
}

} // namespace
} // namespace thaw
