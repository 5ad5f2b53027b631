// The document inside an exported figure, so that dropping the file brings the figure back.
//
// PDF: an attachment, figure.toml (pdfdetach takes it out). SVG: the <metadata> element. PNG: a
// text chunk. In all three a first line says what it is and where the document's folder lies, seen
// from the file's, since runs are named relative to it; absolute paths would tell who made an
// anonymous figure.
#pragma once

#include <QByteArray>
#include <QString>
#include <filesystem>
#include <optional>
#include <string>

namespace thaw {

struct FigureRecipe {
    std::string document;     // TOML, as the user wrote it
    std::string folder = "."; // of the document, seen from the folder of the exported file
};

// As it stands in the file, and back. Nothing where it is no recipe.
std::string to_text(const FigureRecipe& recipe);
std::optional<FigureRecipe> recipe_from_text(const std::string& text);

// The recipe in the bytes of a PDF, SVG or PNG; nothing where there is none.
std::optional<FigureRecipe> read_recipe(const QByteArray& file);

// Puts the recipe into an SVG.
QByteArray with_recipe(const QByteArray& svg, const FigureRecipe& recipe);

// What `folder` is for a document in `document_folder` and a file in `export_folder`.
std::string recipe_folder(const std::filesystem::path& document_folder,
                          const std::filesystem::path& export_folder);

extern const char* const recipe_png_key;

} // namespace thaw
