// A module as Python's torch.jit.script() makes them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <torch/script.h>
#include <torch/torch.h>
#include <unistd.h>

namespace thaw::test {

// Two children: a convolution with BatchNorm and dropout below a linear head, for grey images of
// `side` pixels; its forward() may be left to the caller.
inline torch::jit::Module scripted_module(std::int64_t side, std::int64_t outputs,
                                          bool with_forward = true) {
    torch::manual_seed(1);
    torch::jit::Module body("Body");
    body.register_parameter("weight", torch::randn({3, 1, 3, 3}) / 3, false);
    body.register_buffer("mean", torch::zeros(3));
    body.register_buffer("variance", torch::ones(3));
    body.register_attribute("training", c10::BoolType::get(), true);
    body.define(R"(
def forward(self, x):
    x = torch.conv2d(x, self.weight)
    x = torch.batch_norm(x, None, None, self.mean, self.variance, self.training, 0.1, 1e-5, False)
    return torch.dropout(torch.relu(x), 0.2, self.training)
)");
    torch::jit::Module head("Head");
    const std::int64_t inputs = 3 * (side - 2) * (side - 2);
    head.register_parameter("weight", torch::randn({outputs, inputs}) / 10, false);
    head.register_parameter("bias", torch::zeros(outputs), false);
    head.register_attribute("training", c10::BoolType::get(), true);
    head.define(R"(
def forward(self, x):
    return torch.matmul(x.view([x.size(0), -1]), self.weight.t()) + self.bias
)");
    torch::jit::Module whole("Whole");
    whole.register_module("body", body);
    whole.register_module("head", head);
    whole.register_attribute("training", c10::BoolType::get(), true);
    if (with_forward)
        whole.define("def forward(self, x):\n    return self.head.forward(self.body.forward(x))\n");
    return whole;
}

// One for images of 28 pixels and ten classes in a file, which goes when the process ends.
inline std::string scripted_module_file() {
    struct File {
        std::filesystem::path path = std::filesystem::temp_directory_path() /
                                     ("thaw-module-" + std::to_string(getpid()) + ".pt");
        File() { scripted_module(28, 10).save(path.string()); }
        ~File() {
            std::error_code gone;
            std::filesystem::remove(path, gone);
        }
    };
    static const File file;
    return file.path.string();
}

} // namespace thaw::test
