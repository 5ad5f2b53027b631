#include "widgets/figures/figure_files.h"

#include "core/figures/figure_writers.h"
#include "core/run/replace_file.h"
#include "core/run/user_file.h"
#include "widgets/figures/figure_export.h"

#include <cerrno>
#include <fstream>
#include <memory>

namespace thaw {

namespace {

QByteArray bytes_of(const std::string& text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

const std::vector<std::string>& figure_formats() {
    static const std::vector<std::string> formats{"pdf", "svg", "png", "tex"};
    return formats;
}

FigureWorker::Files figure_files(const FigureFiles& wanted, const FigureDrawing& drawing,
                                 const std::string& text, const std::filesystem::path& folder) {
    const std::filesystem::path file = std::filesystem::absolute(wanted.figure);
    const FigureRecipe recipe{text,
                              recipe_folder(std::filesystem::absolute(folder), file.parent_path())};
    const std::string ending = file.extension().string();
    FigureWorker::Files files;
    if (ending == ".pdf")
        files.emplace_back(file, figure_to_pdf(drawing.scene, recipe));
    else if (ending == ".svg")
        files.emplace_back(file, figure_to_svg(drawing.scene, recipe));
    else if (ending == ".png")
        files.emplace_back(file, figure_to_png(drawing.scene, recipe, wanted.dpi));
    else if (ending == ".tex")
        files.emplace_back(file, bytes_of(write_pgfplots(drawing.scene, drawing.data, text)));
    else
        throw usage("{}: the ending says what to write; one of: .pdf, .svg, .png, .tex",
                    wanted.figure.string());
    std::filesystem::path csv = file, script = file;
    csv.replace_extension(".csv");
    script.replace_extension(".py");
    if (wanted.data || wanted.script)
        files.emplace_back(csv, bytes_of(write_figure_csv(drawing.scene, drawing.data)));
    if (wanted.script)
        files.emplace_back(
            script, bytes_of(write_matplotlib(drawing.scene, drawing.data, csv.filename().string(),
                                              file.stem().string() + "-matplotlib.pdf")));
    return files;
}

void write_files(const FigureWorker::Files& files) {
    std::vector<std::unique_ptr<FileReplacement>> parts;
    for (const auto& [file, bytes] : files) {
        refuse_run(file);
        if (file.has_parent_path())
            make_folder(file.parent_path());
        parts.push_back(std::make_unique<FileReplacement>(file));
        errno = 0;
        std::ofstream out(parts.back()->part(), std::ios::binary);
        out.write(bytes.data(), bytes.size());
        out.close();
        if (!out)
            throw CannotReplace(file, errno);
    }
    for (const auto& part : parts)
        part->commit();
}

} // namespace thaw
