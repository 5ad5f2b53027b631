#include "widgets/forms/data_preview_panel.h"

#include "widgets/forms/class_table.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/split_entry.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace thaw {

namespace {

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

// "28 × 28 pixels, 1 channel; 10 classes".
QString summary_of(const DataPreview& data) {
    QStringList parts;
    if (data.channels == 0)
        parts << say("{} [number|numbers] per example", shown_integer(data.width));
    else
        parts << say("{} × {} pixels", shown_integer(data.width), shown_integer(data.height))
              << (data.channels == 1 ? say("grey")
                  : data.channels == 3
                      ? say("colour")
                      : say("{} [channel|channels]", shown_integer(data.channels)));
    parts << (data.classification ? say("{} [class|classes]", shown_integer(data.outputs))
                                  : say("{} real [target|targets]", shown_integer(data.outputs)));
    if (data.seen_width != data.width || data.seen_height != data.height)
        parts << say("network input {} × {} pixels", shown_integer(data.seen_width),
                     shown_integer(data.seen_height));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

DataPreviewPanel::DataPreviewPanel(QWidget* parent)
    : QWidget(parent), summary_(new QLabel(this)), again_(new QPushButton(say("Reload"), this)),
      progress_(new QProgressBar(this)), problem_(new ProblemLabel(this)),
      result_(new QWidget(this)), own_(new QVBoxLayout), shifted_(new QVBoxLayout),
      classes_title_(heading(say("Examples per class"), result_)),
      shifted_title_(
          heading(say("Shifted test sets: clean images above, shifted ones below"), result_)),
      classes_(new ClassTable(result_)), missing_(new ProblemLabel(result_)) {
    build();
    show_unknown();
}

void DataPreviewPanel::build() {
    summary_->setWordWrap(true);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    again_->setToolTip(say("Read the files again in case they have changed"));
    again_->setAutoDefault(false);
    progress_->setRange(0, 0);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    progress_->setAccessibleName(say("Reading the data"));
    QSizePolicy kept = progress_->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // nothing jumps when it comes and goes
    progress_->setSizePolicy(kept);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(summary_, 1);
    top->addWidget(again_, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(progress_);
    column->addWidget(problem_);
    column->addWidget(result_);
    column->addStretch(1);
    auto* parts = new QVBoxLayout(result_);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(14);
    for (QVBoxLayout* splits : {own_, shifted_})
        splits->setSpacing(16);
    parts->addLayout(own_);
    parts->addWidget(classes_title_);
    parts->addWidget(classes_);
    parts->addWidget(missing_);
    parts->addWidget(shifted_title_);
    parts->addLayout(shifted_);
    connect(again_, &QPushButton::clicked, this, &DataPreviewPanel::look_again_wanted);
}

void DataPreviewPanel::show_busy() {
    progress_->show();
    problem_->show_problem({});
    if (entries_.empty())
        summary_->setText(say("Reading the data…"));
    set_enabled_on_page(again_, false);
    result_->setEnabled(false);
}

void DataPreviewPanel::show_data(const DataPreview& preview) {
    summary_->setText(summary_of(preview));
    problem_->show_problem(QString::fromStdString(preview.problem));
    fill(preview);
    progress_->hide();
    set_enabled_on_page(again_, true);
    result_->setEnabled(true);
    result_->show();
}

void DataPreviewPanel::show_problem(const QString& sentence) {
    summary_->setText(say("The data cannot be read with these settings."));
    problem_->show_problem(sentence);
    progress_->hide();
    set_enabled_on_page(again_, true);
    result_->hide();
    fill({});
}

void DataPreviewPanel::show_unknown() {
    summary_->setText(say("The form has problems; correct them to see the data."));
    problem_->show_problem({});
    progress_->hide();
    set_enabled_on_page(again_, false);
    result_->hide();
    fill({});
}

void DataPreviewPanel::fill(const DataPreview& preview) {
    for (SplitEntry* entry : entries_)
        delete entry;
    entries_.clear();
    bool any_shifted = false;
    for (const SplitPreview& split : preview.splits) {
        auto* entry = new SplitEntry(split, preview, result_);
        const bool made = !split.clean.empty() || !split.info.shift.empty();
        any_shifted = any_shifted || made;
        (made ? shifted_ : own_)->addWidget(entry);
        entries_.push_back(entry);
    }
    shifted_title_->setVisible(any_shifted);
    const bool classes = preview.classification && !preview.splits.empty();
    classes_title_->setVisible(classes);
    classes_->setVisible(classes);
    classes_->show_classes(preview);
    missing_->show_problem(classes ? classes_->missing() : QString());
}

QString DataPreviewPanel::problem() const {
    return problem_->text();
}

void DataPreviewPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT wanted();
}

} // namespace thaw
