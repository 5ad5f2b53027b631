#include "widgets/compare/diff_panel.h"

#include "core/compare/config_diff.h"
#include "widgets/compare/text_table.h"
#include "widgets/say.h"

#include <QLabel>
#include <QVBoxLayout>

namespace thaw {

DiffPanel::DiffPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), note_(new QLabel),
      table_(new TextTable(say("In what the runs differ"))) {
    note_->setWordWrap(true);
    note_->setContentsMargins(8, 4, 8, 0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(note_);
    column->addWidget(table_, 1);
    connect(set_, &ComparedSet::choice_changed, this, &DiffPanel::look_again);
    look_again();
}

void DiffPanel::look_again() {
    // Of the chosen runs where there are two or more.
    ComparedRuns runs;
    for (std::size_t i = 0; i < set_->runs().size(); ++i)
        if (set_->chosen(i))
            runs.push_back(set_->runs()[i]);
    const bool some = runs.size() > 1;
    if (!some)
        runs = set_->runs();
    QStringList headings{say("Setting or deed")};
    for (const auto& run : runs)
        headings << QString::fromStdString(run->label());
    std::vector<std::vector<TextCell>> rows;
    for (const ConfigDifference& difference : config_diff(runs)) {
        std::vector<TextCell> cells{{QString::fromStdString(difference.key), {}, difference.done}};
        for (const std::string& value : difference.values)
            cells.push_back({value.empty() ? QStringLiteral("–") : QString::fromStdString(value)});
        rows.push_back(std::move(cells));
    }
    note_->setText(some ? say("{} [difference|differences] between the {} chosen [run|runs]",
                              rows.size(), runs.size())
                        : say("{} [difference|differences] between all {} [run|runs]; choose some "
                              "to compare only those",
                              rows.size(), runs.size()));
    table_->show_rows(headings, rows);
}

} // namespace thaw
