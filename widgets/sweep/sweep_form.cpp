#include "widgets/sweep/sweep_form.h"

#include "core/compare/replay.h"
#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <algorithm>

namespace thaw {

namespace {

constexpr std::int64_t most_numbers = 1000; // more is a slip of the hand

NumberBox* number_box(std::int64_t most, const QString& id, const QString& name) {
    auto* box = new NumberBox(NumberBox::Kind::whole, 1, static_cast<double>(most), 1);
    box->setObjectName(id);
    box->setAccessibleName(name);
    return box;
}

std::vector<std::string> texts_of(const std::vector<std::int64_t>& numbers) {
    std::vector<std::string> texts;
    for (const std::int64_t number : numbers)
        texts.push_back(std::to_string(number));
    return texts;
}

} // namespace

std::optional<std::vector<std::int64_t>> whole_numbers(const QString& text) {
    static const QRegularExpression part(
        QStringLiteral("^(\\d{1,15})(?:\\s*[-–]\\s*(\\d{1,15}))?$"));
    std::vector<std::int64_t> numbers;
    for (const QString& piece :
         text.split(QRegularExpression(QStringLiteral("[,;、]")), Qt::SkipEmptyParts)) {
        if (piece.trimmed().isEmpty())
            continue;
        const auto match = part.match(piece.trimmed());
        if (!match.hasMatch())
            return {};
        const qint64 first = match.captured(1).toLongLong();
        const qint64 last = match.hasCaptured(2) ? match.captured(2).toLongLong() : first;
        if (last < first || last - first >= most_numbers)
            return {};
        for (qint64 number = first; number <= last; ++number)
            if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
                numbers.push_back(number);
    }
    return numbers;
}

SweepForm::SweepForm(StopRange* range, QWidget* parent)
    : QWidget(parent), range_(range),
      from_(number_box(range->last(), QStringLiteral("from"), say("First stop"))),
      to_(number_box(range->last(), QStringLiteral("to"), say("Last stop"))),
      count_(number_box(StopRange::most_stops, QStringLiteral("count"), say("Number of stops"))),
      stops_(new QLabel), never_(new QCheckBox(say("never: unfreezing goes its way to the end"))),
      standard_(new QCheckBox(say("standard: every block trains from the first step on"))),
      problem_(new ProblemLabel) {
    auto* form = new QFormLayout(this);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    name_ = add_line(form, QStringLiteral("name"), say("Name"),
                     say("Begins the names of the document and of its run files."), {});
    auto* row = new QHBoxLayout;
    row->addWidget(from_);
    row->addWidget(new QLabel(say("to")));
    row->addWidget(to_);
    row->addStretch(1);
    form->addRow(say("Stops, steps"), row);
    form->addRow(say("How many"), count_);
    stops_->setWordWrap(true);
    stops_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(QString(), stops_);
    never_->setObjectName(QStringLiteral("never"));
    standard_->setObjectName(QStringLiteral("standard"));
    never_->setChecked(true);
    standard_->setChecked(true);
    auto* further = new QVBoxLayout;
    further->addWidget(never_);
    further->addWidget(standard_);
    form->addRow(say("And"), further);
    rule_ = add_line(form, QStringLiteral("rule"), say("Stop by a rule"),
                     say("A further arm, in which unfreezing ends where this rule fires. Empty: "
                         "none."),
                     QStringLiteral("id=stabilisation,metric=fisher_trace,tau=8"));
    intervals_ = add_line(form, QStringLiteral("intervals"), say("Intervals"),
                          say("Steps between two releases: every stop with each of them. Empty: "
                              "the base's own."),
                          QStringLiteral("50, 100"));
    seeds_ = add_line(form, QStringLiteral("seeds"), say("Seeds"),
                      say("Every arm is trained once for each; 1-5 stands for 1, 2, 3, 4, 5."),
                      QStringLiteral("1-5"));
    form->addRow(problem_);
    for (NumberBox* box : {from_, to_, count_})
        connect(box, &NumberBox::changed, this, &SweepForm::take_range);
    for (QCheckBox* box : {never_, standard_})
        connect(box, &QCheckBox::toggled, this, &SweepForm::look);
    connect(range_, &StopRange::changed, this, &SweepForm::show_range);
    show_range();
}

QLineEdit* SweepForm::add_line(QFormLayout* form, const QString& id, const QString& label,
                               const QString& tip, const QString& example) {
    auto* line = new QLineEdit;
    line->setObjectName(id);
    line->setToolTip(tip);
    line->setPlaceholderText(example);
    line->setAccessibleName(label);
    form->addRow(label, line);
    connect(line, &QLineEdit::textChanged, this, &SweepForm::look);
    return line;
}

void SweepForm::set_name(const QString& name) {
    name_->setText(name);
}

void SweepForm::set_seeds(const QString& seeds) {
    seeds_->setText(seeds);
}

void SweepForm::show_range() {
    showing_ = true;
    const auto show = [](NumberBox* box, std::int64_t value) {
        if (box->integer() != value) // what is being typed stays as it is typed
            box->set_value(static_cast<double>(value));
    };
    show(from_, range_->from());
    show(to_, range_->to());
    show(count_, range_->count());
    showing_ = false;
    QStringList texts;
    for (const std::int64_t stop : range_->stops())
        texts << shown_integer(stop);
    stops_->setText(texts.join(QStringLiteral(", ")));
    look();
}

void SweepForm::take_range() {
    if (showing_)
        return;
    const auto from = from_->integer(), to = to_->integer(), count = count_->integer();
    if (from && to && count && *from <= *to) {
        range_->set_count(*count);
        range_->set(*from, *to);
    }
    look();
}

void SweepForm::look() {
    QString problem;
    const auto unless = [&](bool good, const QString& sentence) {
        if (!good && problem.isEmpty())
            problem = sentence;
    };
    const QString name = name_->text().trimmed();
    unless(!name.isEmpty() && !name.contains(QLatin1Char('/')) &&
               !name.startsWith(QLatin1Char('.')),
           say("The sweep needs a name without / that does not begin with a full stop."));
    for (const NumberBox* box : {from_, to_, count_})
        unless(box->problem().isEmpty(), box->problem());
    unless(!from_->integer() || !to_->integer() || *from_->integer() <= *to_->integer(),
           say("The first stop must not lie after the last one."));
    unless(whole_numbers(seeds_->text()).has_value(),
           say("Seeds are whole numbers with commas between them, such as 1, 2, 3 or 1-5."));
    unless(whole_numbers(intervals_->text()).has_value(),
           say("Intervals are whole numbers with commas between them, such as 50, 100."));
    if (const auto intervals = whole_numbers(intervals_->text()))
        unless(intervals->size() < 2 || !standard_->isChecked(),
               say("Standard training has no interval, and would be the same run for each of "
                   "them: leave it out, or all intervals but one."));
    if (const QString rule = rule_->text().trimmed(); !rule.isEmpty())
        try {
            rule_from_text(rule.toStdString());
        } catch (const std::exception& error) {
            unless(false, QString::fromUtf8(error.what()));
        }
    problem_->show_problem(problem);
    Q_EMIT changed();
}

std::optional<SweepDocument> SweepForm::document() const {
    if (!problem_->text().isEmpty())
        return {};
    SweepDocument document;
    document.name = name_->text().trimmed().toStdString();
    document.seeds = whole_numbers(seeds_->text()).value_or(std::vector<std::int64_t>{});
    // Before the stops: standard training has no interval to set.
    if (const auto intervals = whole_numbers(intervals_->text()); intervals && !intervals->empty())
        document.axes.push_back({.key = interval_axis, .values = texts_of(*intervals)});
    SweepAxis stops{.key = stop_axis, .values = texts_of(range_->stops())};
    if (never_->isChecked())
        stops.values.emplace_back("never");
    if (standard_->isChecked())
        stops.values.emplace_back("standard");
    if (const QString rule = rule_->text().trimmed(); !rule.isEmpty())
        stops.values.push_back(rule.toStdString());
    document.axes.push_back(std::move(stops));
    return document;
}

} // namespace thaw
