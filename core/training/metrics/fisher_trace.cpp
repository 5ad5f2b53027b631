// The trace of the Fisher information matrix (arXiv 2403.15210, eq. 1 and 2).
#include "core/training/estimate.h"
#include "core/training/fisher.h"
#include "core/training/metric.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

constexpr const char* id = "fisher_trace";

class FisherTrace : public Metric {
  public:
    FisherTrace(const std::string& name, const Table& settings, const MetricSubject& subject)
        : name_(name), settings_(settings), blocks_(subject.blocks),
          batch_size_(static_cast<double>(subject.batch_size)) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all = {
            {name_, translatable("Fisher trace"), "tr(F)", "", true},
            {name_ + ".per_parameter", translatable("Fisher trace per parameter"), "tr(F)/d", ""},
            {name_ + ".noise", translatable("Noise of the Fisher trace"), "", ""}};
        for (const auto& block : blocks_)
            all.push_back({name_ + "." + block, translatable("Fisher trace"), "tr(F)", ""});
        return all;
    }

    double steps_per_reading() const override {
        const double batches = static_cast<double>(settings_.integer("examples")) / batch_size_;
        switch (fisher_labels(settings_.text("labels"))) {
        case FisherLabels::pairs:
            return 1.6 * batches;
        case FisherLabels::expected:
            return 5.5 * batches;
        case FisherLabels::paper:
            return 1.3 * batches;
        case FisherLabels::sampled:
        case FisherLabels::empirical:
            break;
        }
        return 0.95 * batches;
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto blocks = selected_blocks(context.network, settings_);
        std::int64_t parameters = 0;
        for (const auto& parameter : parameters_of(context.network, blocks))
            parameters += parameter.numel();
        if (parameters == 0)
            return unknown_readings(3 + blocks_.size());
        const auto traces = fisher_traces(
            context.network, context.task, metric_subset(context, settings_, name_), blocks,
            fisher_labels(settings_.text("labels")), settings_.integer("batch_size"),
            metric_generator(context, settings_, name_, "labels"), context.interrupted);
        if (!traces)
            return std::nullopt;

        std::vector<Reading> by_block;
        std::vector<torch::Tensor> measured;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const torch::Tensor row = traces->parts[static_cast<std::int64_t>(i)];
            by_block.push_back(blocks[i] ? reading(row, *traces, static_cast<std::int64_t>(i))
                                         : unknown_readings(1)[0]);
            if (blocks[i])
                measured.push_back(row);
        }
        const Reading total = reading(torch::stack(measured).sum(0), *traces, -1);
        const auto d = static_cast<double>(parameters);
        std::vector<Reading> readings = {total,
                                         {total.value / d, total.standard_error / d, total.count},
                                         {traces->noise[-1].item<double>(), 0, total.count}};
        readings.insert(readings.end(), by_block.begin(), by_block.end());
        return readings;
    }

  private:
    // The mean of a row of parts; `b`: its block, -1: their sum.
    static Reading reading(const torch::Tensor& row, const FisherTraces& traces, std::int64_t b) {
        Reading found = mean_reading(row);
        const double overstated = traces.overstated[b].item<double>();
        if (overstated != 0) {
            const double noise = traces.noise[b].item<double>();
            const double square = found.standard_error * found.standard_error - overstated;
            found.standard_error = std::sqrt(std::max(square, noise * noise));
        }
        return found;
    }

    std::string name_;
    Table settings_;
    std::vector<std::string> blocks_;
    double batch_size_; // of training
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(128);
    all.push_back(batch_size_parameter(
        256,
        translatable("Images that are worked on at a time; changes the memory that is needed, not "
                     "the value. The paper's metrics use 256.")));
    all.push_back(
        {.key = "labels",
         .fallback = std::string("pairs"),
         .label = translatable("Labels"),
         .help = translatable(
             "How the mean over the labels is taken. pairs: over the network's own probabilities, "
             "nearly exactly: the large parts one by one and a sample of the rest, for the price "
             "of one to two training steps; the series noise says what the sample leaves open, "
             "most in the first tens of steps. expected: exact, a backward pass for every class. "
             "sampled: one label an image, drawn from the probabilities; much noisier. "
             "paper: one label an image too, and "
             "the squared gradient of every whole batch instead of the images' own, as in the "
             "algorithm that the paper's authors published before it (arXiv 2301.05487); the same "
             "mean, noisier still. empirical: the true labels: the empirical Fisher, a different "
             "quantity that vanishes as the training set is fitted."),
         .words = {"pairs", "sampled", "expected", "empirical", "paper"}});
    all.push_back(parameters_parameter(
        "trainable", translatable("trainable: of the blocks that are not frozen, as in the paper; "
                                  "releasing a block then changes what is measured. all: of every "
                                  "block, frozen or not.")));
    return all;
}

} // namespace

CatalogueEntry<MakeMetric> fisher_trace_metric();
CatalogueEntry<MakeMetric> fisher_trace_metric() {
    return {
        {.id = id,
         .label = translatable("Fisher trace"),
         .help = translatable(
             "Trace of the Fisher information matrix, E_x E_{y ~ p(y|x)} |grad log p(y|x)|^2: "
             "how strongly the network's predictions react to its weights. Estimated from the "
             "exact gradient norms of the images of the subset, in eval mode; the standard "
             "error is over the images. The images stay the same, so it is not what the curve "
             "wobbles by: that is the noise, the standard deviation that the estimator's own "
             "draws leave. The trace changes fast in the first steps, then settles. It is summed "
             "over the blocks that it looks at: a release adds its block's part, so the curve "
             "jumps there, as a rule upwards, while those of single blocks go on. The paper "
             "releases blocks once the fast change is over (arXiv 2403.15210, section 6); "
             "without freezing, a large early trace goes with worse generalisation "
             "(arXiv 2012.14193). The paper's own unit is per trainable parameter; it looks at "
             "2048 images for sharpness and does not say how many for this."),
         .parameters = parameters(),
         .symbol = "tr(F)",
         .cost = Cost::steps},
        [](const std::string& name, const Table& settings, const MetricSubject& subject) {
            return std::make_unique<FisherTrace>(name, settings, subject);
        }};
}

} // namespace thaw
