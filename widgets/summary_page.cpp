#include "widgets/summary_page.h"

#include "core/compare/series_role.h"
#include "core/run/freeze_timeline.h"
#include "core/run/sentences.h"
#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
const QString none = QStringLiteral("—");

// What the same metric reads of the same quantity over another part; null where it does not.
const SeriesInfo* beside(const Plan& plan, const SeriesInfo& main, const char* part) {
    const auto metric = static_cast<std::size_t>(plan.find_series(main.name).first);
    for (const SeriesInfo& series : plan.metrics[metric].series)
        if (series.quantity == main.quantity && series.part == part)
            return &series;
    return nullptr;
}

QLabel* text_label(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}
} // namespace

SummaryPage::SummaryPage(ShownRun* run, QWidget* parent)
    : QWidget(parent), run_(run), state_(text_label(this)), grid_(new QGridLayout),
      form_(new QFormLayout), cards_{make_card(say("ID accuracy")),
                                     make_card(say("Mean OOD accuracy")),
                                     make_card(say("Worst OOD accuracy")),
                                     make_card(say("Unfreezing ended"))} {
    state_->setWordWrap(true);
    grid_->setHorizontalSpacing(12);
    grid_->setVerticalSpacing(12);
    form_->setHorizontalSpacing(16);
    form_->setVerticalSpacing(6);
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    steps_ = add_row(say("Steps"));
    time_ = add_row(say("Wall time"));
    parent_ = add_row(say("Forked from"));

    file_row_ = new QWidget(this);
    path_ = text_label(file_row_);
    path_->setWordWrap(true);
    auto* folder = new QPushButton(say("Show in folder"), file_row_);
    auto* copy = new QPushButton(say("Copy path"), file_row_);
    connect(folder, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file_).absolutePath()));
    });
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(file_); });
    auto* file_layout = new QGridLayout(file_row_);
    file_layout->setContentsMargins(0, 0, 0, 0);
    file_layout->addWidget(path_, 0, 0, 1, 3);
    file_layout->addWidget(folder, 1, 0);
    file_layout->addWidget(copy, 1, 1);
    file_layout->setColumnStretch(2, 1);
    form_->addRow(say("File"), file_row_);

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(16);
    layout->addWidget(state_);
    layout->addLayout(grid_);
    layout->addLayout(form_);
    layout->addStretch(1);
    connect(run, &ShownRun::grew, this, [this] {
        if (isVisible()) // else when it is shown
            look();
    });
    connect(run, &ShownRun::replaced, this, &SummaryPage::look_anew);
    connect(run, &ShownRun::state_changed, this, &SummaryPage::look);
    place_cards();
    style_labels();
    set_file({});
    look();
}

SummaryPage::Card SummaryPage::make_card(const QString& name) {
    Card card;
    card.box = new QWidget(this);
    card.box->setAutoFillBackground(true);
    card.box->setBackgroundRole(QPalette::Base);
    card.name = text_label(card.box);
    card.value = text_label(card.box);
    card.error = text_label(card.box);
    card.best = text_label(card.box);
    card.name->setText(name);
    auto* layout = new QVBoxLayout(card.box);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(2);
    for (QLabel* label : {card.name, card.value, card.error, card.best}) {
        label->setWordWrap(label != card.value);
        layout->addWidget(label);
    }
    layout->addStretch(1);
    return card;
}

QLabel* SummaryPage::add_row(const QString& name) {
    QLabel* value = text_label(this);
    value->setWordWrap(true);
    form_->addRow(name, value);
    value->setAccessibleName(name);
    return value;
}

void SummaryPage::resizeEvent(QResizeEvent*) {
    place_cards();
}

// Side by side where there is room, else two by two.
void SummaryPage::place_cards() {
    const int columns = width() < 90 * fontMetrics().averageCharWidth() ? 2 : 4;
    for (int i = 0; i < static_cast<int>(cards); ++i) {
        grid_->addWidget(cards_[static_cast<std::size_t>(i)].box, i / columns, i % columns);
        grid_->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void SummaryPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    look();
}

void SummaryPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        style_labels();
}

void SummaryPage::style_labels() {
    const auto scaled = [this](double factor, QFont::Weight weight) {
        QFont changed = font();
        if (changed.pointSizeF() > 0)
            changed.setPointSizeF(changed.pointSizeF() * factor);
        else
            changed.setPixelSize(static_cast<int>(changed.pixelSize() * factor));
        changed.setWeight(weight);
        return changed;
    };
    state_->setFont(scaled(1.25, QFont::DemiBold));
    QPalette muted = palette();
    for (const auto role : {QPalette::WindowText, QPalette::Text})
        muted.setColor(role, muted_text(palette()));
    for (const Card& card : cards_) {
        card.value->setFont(scaled(1.9, QFont::DemiBold));
        for (QLabel* label : {card.name, card.error, card.best})
            label->setPalette(muted);
    }
    for (int row = 0; row < form_->rowCount(); ++row)
        if (QLayoutItem* item = form_->itemAt(row, QFormLayout::LabelRole))
            item->widget()->setPalette(muted);
}

void SummaryPage::set_file(const std::filesystem::path& path) {
    file_ = QString::fromStdString(path.string());
    path_->setText(file_);
    form_->labelForField(file_row_)->setVisible(!path.empty());
    file_row_->setVisible(!path.empty());
}

QString SummaryPage::state_sentence() const {
    const auto& status = run_->history().record().status;
    const QString step = shown_integer(run_->history().last_step());
    const QString all = shown_integer(run_->plan().steps);
    const std::string reason = reason_text(status.reason);
    if (run_->steerable() && run_->paused())
        return say("Paused at step {} of {}", step, all);
    switch (status.state) {
    case RunState::running:
        return say("Running, step {} of {}", step, all);
    case RunState::finished:
        return say("Finished after {} [step|steps]", step);
    case RunState::stopped:
        return reason.empty() ? say("Stopped at step {} of {}", step, all)
                              : say("Stopped at step {} of {}: {}", step, all, reason);
    case RunState::paused:
        return say("Paused at step {} of {}", step, all);
    case RunState::failed:
        return reason.empty() ? say("Failed at step {} of {}", step, all)
                              : say("Failed at step {} of {}: {}", step, all, reason);
    case RunState::interrupted:
        return say("Interrupted at step {} of {}", step, all);
    }
    return {};
}

// What the run is judged by: accuracy, R2.
void SummaryPage::show_scores() {
    const Plan& plan = run_->plan();
    const SeriesInfo* id = main_series(plan, SplitRole::id);
    const SeriesInfo* mean = main_series(plan, SplitRole::ood);
    const SeriesInfo* any = mean == nullptr ? id : mean;
    const SeriesInfo* worst = any == nullptr ? nullptr : beside(plan, *any, "ood_worst");
    const auto name = [](const SeriesInfo* series, const QString& usual) {
        return series == nullptr || series->quantity == "accuracy" ? usual : shown(series->label);
    };
    show_score(cards_[id_card], id,
               id == nullptr || id->quantity == "accuracy"
                   ? say("ID accuracy")
                   : say("{}, {}", shown(id->label), part_text(*id)));
    show_score(cards_[mean_card], mean, name(mean, say("Mean OOD accuracy")));
    show_score(cards_[worst_card], worst, name(worst, say("Worst OOD accuracy")));
}

void SummaryPage::show_score(Card& card, const SeriesInfo* series, const QString& name) {
    card.name->setText(name);
    // A label is given its text once: one that is cleared in between is laid out anew.
    const auto tell = [&card](const QString& value, const QString& error, const QString& best) {
        card.value->setText(value);
        card.error->setText(error);
        card.best->setText(best);
    };
    if (series == nullptr)
        return tell(none, say("Not measured"), {});
    const auto [m, s] = run_->plan().find_series(series->name);
    const auto& metric = run_->history().columns(static_cast<std::size_t>(m));
    const auto& columns = metric.series[static_cast<std::size_t>(s)];
    if (columns.value.empty())
        return tell(none, say("No reading yet"), {});
    const auto text = [&](std::size_t row) {
        return shown_reading(columns.value[row], columns.standard_error[row]);
    };
    const std::size_t last = columns.value.size() - 1;
    // The number alone is large; both to the digits that the error allows.
    const QStringList parts = text(last).split(QStringLiteral(" ± "));
    for (; card.rows < columns.value.size(); ++card.rows)
        if (beats(series->better, columns.value[card.rows], columns.value[card.best_row]) ||
            std::isnan(columns.value[card.best_row]))
            card.best_row = card.rows;
    const std::size_t best =
        columns.value[last] == columns.value[card.best_row] ? last : card.best_row;
    const QString at = shown_integer(metric.step[last]);
    tell(parts[0], parts.size() > 1 ? say("± {} at step {}", parts[1], at) : say("At step {}", at),
         last == 0      ? QString()
         : best == last ? say("The best of the run")
                        : say("Best {} at step {}", text(best), shown_integer(metric.step[best])));
}

void SummaryPage::show_stop(const Card& card) {
    const auto& history = run_->history();
    const auto timeline =
        freeze_timeline(run_->config(), run_->plan(), history.events(), history.last_step());
    const std::int64_t step = stop_step(history.events());
    card.value->setText(none);
    card.error->clear();
    card.best->clear();
    if (!timeline.offers_release)
        return card.error->setText(say("Without unfreezing"));
    const auto open = std::count_if(timeline.released_at.begin(), timeline.released_at.end(),
                                    [](std::int64_t at) { return at >= 0; });
    if (step < 0 || (!timeline.over && timeline.held_at < 0))
        card.error->setText(say("Not yet"));
    else {
        card.value->setText(shown_integer(step));
        const Event& end = *stop_event(history.events());
        card.error->setText(
            end.actor == Actor::user         ? say("By you")
            : end.details.is_text("trigger") ? say("By rule {}", end.details.text("trigger"))
            : end.kind == EventKind::released && !end.details.has("action") ? say("As planned")
                                                                            : say("By the config"));
    }
    card.best->setText(say("{} of {} [block is|blocks are] trainable", shown_integer(open),
                           shown_integer(static_cast<qint64>(timeline.released_at.size()))));
}

void SummaryPage::look_anew() {
    for (Card& card : cards_)
        card.best_row = card.rows = 0;
    look();
}

void SummaryPage::look() {
    const auto& history = run_->history();
    state_->setText(QString::fromStdString(
        with_divergence(state_sentence().toStdString(), diverged_step(history.events()))));
    show_scores();
    show_stop(cards_[stop_card]);
    for (const Card& card : cards_)
        card.value->setAccessibleName(card.name->text());
    steps_->setText(say("{} of {}, {} [epoch|epochs]", shown_integer(history.last_step()),
                        shown_integer(run_->plan().steps),
                        shown_number(run_->plan().epoch(history.last_step()), 3)));
    time_->setText(history.train_time() > 0
                       ? say("{}, of which {} training", duration_text(history.wall_time()),
                             duration_text(history.train_time()))
                       : QString::fromStdString(duration_text(history.wall_time())));
    const auto& parent = history.record().header.parent;
    if (parent)
        parent_->setText(say("{} at step {}", parent->file, shown_integer(parent->step)));
    parent_->setVisible(parent.has_value());
    form_->labelForField(parent_)->setVisible(parent.has_value());
}

} // namespace thaw
