// Before figures are closed: what becomes of changes that no file holds.
#pragma once

#include <QPointer>
#include <QWidget>
#include <functional>
#include <vector>

namespace thaw {

class FigurePage;
using FigurePages = std::vector<QPointer<FigurePage>>;

// Those that have such changes.
FigurePages unsaved(const FigurePages& pages);

// Calls `go_on` at once if none of the pages has changes that are not saved. Otherwise asks, in a
// box over `owner`: after "Save", `go_on` is called when all are in their files; after "Discard
// changes", at once; after "Cancel", or when one cannot be saved, never.
void settle_figures(QWidget* owner, const FigurePages& pages, const std::function<void()>& go_on);

} // namespace thaw
