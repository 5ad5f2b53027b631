// A network that somebody else has written: a module saved by torch.jit.script(...).save().
#include "core/run/error.h"
#include "core/run/user_file.h"
#include "core/training/scripted_network.h"

namespace thaw {

namespace {

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    const std::string& file = settings.text("file");
    if (file.empty())
        throw usage("network.file is empty; it must name a file of torch.jit.script(model).save()");
    if (!settings.boolean("trust"))
        throw usage("the network of {} is not loaded: a TorchScript file runs code of whoever made "
                    "it; set network.trust = true if you trust it",
                    file);
    return scripted_network(file, settings.text("blocks"), input);
}

} // namespace

CatalogueEntry<MakeNetwork> torchscript();
CatalogueEntry<MakeNetwork> torchscript() {
    return {{.id = "torchscript",
             .label = translatable("TorchScript file"),
             .help = translatable(
                 "A module of your own, saved in Python by torch.jit.script(model).save(file), "
                 "with the weights that it holds. Diagnostics go through automatic "
                 "differentiation, several times slower than for the networks above."),
             .parameters = {{.key = "file",
                             .fallback = std::string(),
                             .label = translatable("File"),
                             .help = translatable("The file that save() wrote."),
                             .required = true,
                             .path = PathKind::file,
                             .patterns = {"*.pt", "*.pth", "*.ts", "*.torchscript"}},
                            {.key = "trust",
                             .fallback = false,
                             .label = translatable("Trust"),
                             .help = translatable(
                                 "Such a file runs code. It is loaded only where you say here that "
                                 "you trust whoever made it.")},
                            {.key = "blocks",
                             .fallback = std::string(),
                             .label = translatable("Blocks"),
                             .help = translatable(
                                 "What is frozen and released as one: beginnings of the names of "
                                 "its parameters, from the input to the head, with commas between "
                                 "them, such as \"conv1, layer1, layer2, fc\". Empty: each child "
                                 "of the module that has parameters.")}}},
            make};
}

} // namespace thaw
