#include "widgets/forms/split_entry.h"

#include "widgets/forms/picture_strip.h"
#include "widgets/forms/problem_label.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

namespace thaw {

namespace {

QLabel* text_label(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString facts_of(const SplitPreview& split) {
    QStringList facts{role_text(split.info.role)};
    if (split.problem.empty())
        facts << say("{} [example|examples]", shown_integer(split.info.examples));
    if (!split.info.domain.empty())
        facts << say("domain {}", split.info.domain);
    return facts.join(QStringLiteral(" · "));
}

// What stands for pictures where examples are vectors, or beside them where numbers are told.
QString targets_of(const SplitPreview& split, const DataPreview& all) {
    if (!all.classification)
        return say("Targets: mean {}, range {} to {}", shown_number(split.targets.mean),
                   shown_number(split.targets.least), shown_number(split.targets.greatest));
    if (all.channels > 0)
        return {};
    const auto has_some = [](std::int64_t count) { return count > 0; };
    const auto& counts = split.class_counts;
    const auto first = std::find_if(counts.begin(), counts.end(), has_some);
    const auto last = std::find_if(counts.rbegin(), counts.rend(), has_some);
    if (first == counts.end())
        return {};
    const std::string& least = all.classes[static_cast<std::size_t>(first - counts.begin())];
    const std::string& greatest = all.classes[static_cast<std::size_t>(counts.rend() - last - 1)];
    return say("{} [number|numbers] per example; labels {} to {}", shown_integer(all.width), least,
               greatest);
}

} // namespace

QString role_text(SplitRole role) {
    switch (role) {
    case SplitRole::train:
        return say("Training set");
    case SplitRole::validation:
        return say("Validation set");
    case SplitRole::id:
        return say("ID test set");
    case SplitRole::ood:
        return say("OOD test set");
    }
    return {};
}

SplitEntry::SplitEntry(const SplitPreview& split, const DataPreview& all, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    const QString name = QString::fromStdString(split.info.name);
    auto* title = new QLabel(name, this);
    title->setTextFormat(Qt::PlainText); // names of folders are anything
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title->setToolTip(name.toHtmlEscaped());
    title->setMinimumWidth(fontMetrics().averageCharWidth()); // a long one is cut, not the form
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    auto* facts = text_label(facts_of(split), this);
    facts->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(title);
    top->addWidget(facts, 1);
    column->addLayout(top);
    if (!split.problem.empty()) {
        auto* problem = new ProblemLabel(this);
        problem->show_problem(QString::fromStdString(split.problem));
        column->addWidget(problem);
    }
    if (!split.pictures.empty()) {
        strip_ = new PictureStrip(this);
        strip_->set_pictures(split.pictures, split.clean);
        strip_->setAccessibleName(say("Samples of {}", name));
        column->addWidget(strip_);
    }
    if (const QString targets = targets_of(split, all); !targets.isEmpty() && split.problem.empty())
        column->addWidget(text_label(targets, this));
}

QString SplitEntry::told() const {
    QStringList all;
    for (const QLabel* label : findChildren<QLabel*>())
        all << label->text();
    return all.join(u'\n');
}

} // namespace thaw
