// What the trainer tells of its libraries, and that it follows what is in force.
#include "core/training/provenance.h"

#include "core/training/arithmetic_sample.h"
#include "core/training/parallel.h"
#include "tests/training/tiny_runs.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace thaw {
namespace {

class ProvenanceTest : public testing::Test {
  protected:
    void TearDown() override { at::set_num_threads(before_); }

  private:
    int before_ = at::get_num_threads();
};

TEST_F(ProvenanceTest, TellsWhatIsInForce) {
    set_working_threads(2);
    const Table told = library_provenance();
    for (const char* key : {"libtorch", "blas", "libc", "instruction_set.libtorch", "arithmetic"})
        EXPECT_FALSE(told.text(key).empty()) << key;
    EXPECT_EQ(told.integer("threads"), 2);
    EXPECT_EQ(library_provenance(), told);
    const Table trainers =
        test::TinyRun(test::tiny_config("id = \"mlp\"", "[optimiser]\nid = \"sgd\"\n"))
            .trainer.provenance();
    EXPECT_FALSE(trainers.text("instruction_set.diagnostics").empty());
    EXPECT_FALSE(trainers.has("dataset.files")); // made data
    EXPECT_EQ(trainers.text("data.train").size(), 64U);
}

TEST_F(ProvenanceTest, CountsTheThreadsThatWork) {
    for (const std::int64_t threads : {1, 2, 3}) {
        set_working_threads(threads);
        EXPECT_EQ(working_threads(), threads);
    }
}

TEST_F(ProvenanceTest, TheSampleIsTheSameAgainAndDrawsNothing) {
    set_working_threads(2);
    const std::string sample = arithmetic_sample();
    EXPECT_EQ(sample.size(), 16U);
    torch::manual_seed(5);
    const auto expected = torch::rand({4});
    torch::manual_seed(5);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(arithmetic_sample(), sample);
    EXPECT_TRUE(torch::rand({4}).equal(expected));
}

#if defined(__x86_64__)
TEST_F(ProvenanceTest, TheSampleSeesNumbersFlushedToZero) {
    set_working_threads(1);
    const std::string sample = arithmetic_sample();
    if (!at::globalContext().setFlushDenormal(true))
        GTEST_SKIP() << "this processor cannot";
    const std::string flushed = arithmetic_sample();
    at::globalContext().setFlushDenormal(false);
    EXPECT_NE(flushed, sample);
    EXPECT_EQ(arithmetic_sample(), sample);
}
#endif

} // namespace
} // namespace thaw
