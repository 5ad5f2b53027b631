#include "app/window/unsaved_figures.h"

#include "widgets/figures/figure_page.h"
#include "widgets/say.h"

#include <QMessageBox>
#include <QPushButton>

namespace thaw {

FigurePages unsaved(const FigurePages& pages) {
    FigurePages found;
    for (const auto& page : pages)
        if (page != nullptr && page->modified())
            found.push_back(page);
    return found;
}

namespace {

void save(QWidget* owner, const FigurePages& pages, const std::function<void()>& go_on) {
    auto* until = new QObject(owner); // as long as we wait
    for (const auto& page : pages) {
        QObject::connect(page, &FigurePage::saved, until, [until, pages, go_on] {
            if (!unsaved(pages).empty())
                return;
            until->deleteLater();
            go_on();
        });
        QObject::connect(page, &FigurePage::warned, until, &QObject::deleteLater);
        if (!page->choose_save()) {
            delete until;
            return;
        }
    }
}

} // namespace

void settle_figures(QWidget* owner, const FigurePages& pages, const std::function<void()>& go_on) {
    const FigurePages changed = unsaved(pages);
    if (changed.empty())
        return go_on();
    QStringList names;
    for (const auto& page : changed)
        names += page->headline();
    auto* box = new QMessageBox(
        QMessageBox::Question, say("Changes that are not saved"),
        say("Changes of these figures are not saved: {}", names.join(QStringLiteral(", "))),
        QMessageBox::NoButton, owner);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* keep = box->addButton(say("Save"), QMessageBox::AcceptRole);
    QPushButton* drop = box->addButton(say("Discard changes"), QMessageBox::DestructiveRole);
    box->setEscapeButton(box->addButton(say("Cancel"), QMessageBox::RejectRole));
    QObject::connect(keep, &QPushButton::clicked, owner,
                     [owner, changed, go_on] { save(owner, changed, go_on); });
    QObject::connect(drop, &QPushButton::clicked, owner, go_on);
    box->open();
}

} // namespace thaw
