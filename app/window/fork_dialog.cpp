#include "app/window/fork_dialog.h"

#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace thaw {

ForkDialog::ForkDialog(const ShownRun& parent, std::optional<std::int64_t> step, QWidget* owner)
    : QDialog(owner), problem_(new ProblemLabel(this)) {
    setWindowTitle(say("Fork the run"));
    const std::int64_t last = parent.history().last_step();
    auto* at = new NumberBox(NumberBox::Kind::whole, 0, static_cast<double>(last), 1, this);
    at->set_value(static_cast<double>(step.value_or(last)));
    at->setAccessibleName(say("At step"));
    auto* settings = new QPlainTextEdit(this);
    settings->setPlaceholderText(QStringLiteral("intervention.interval = 400"));
    settings->setTabChangesFocus(true);
    settings->setAccessibleName(say("Settings that change"));
    auto* help = new QLabel(
        say("The child equals this run bit for bit until it arrives at that step, and continues "
            "with the settings below, one per line. Without any it ends with the same bits."),
        this);
    help->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(this);
    QPushButton* fork = buttons->addButton(say("Fork"), QDialogButtonBox::AcceptRole);
    buttons->addButton(say("Cancel"), QDialogButtonBox::RejectRole)->setAutoDefault(false);
    fork->setDefault(true);
    connect(at, &NumberBox::changed, this, [this, at, fork] {
        problem_->show_problem(at->problem());
        fork->setEnabled(at->value().has_value());
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, at, settings] {
        const QString text = settings->toPlainText();
        QStringList lines;
        for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            if (!line.trimmed().isEmpty())
                lines.append(line.section(QLatin1Char('='), 0, 0).trimmed() + QLatin1Char('=') +
                             line.section(QLatin1Char('='), 1).trimmed());
        problem_->show_problem({});
        if (const auto from = at->integer())
            Q_EMIT fork_asked(*from, lines);
    });
    auto* form = new QFormLayout;
    form->addRow(say("At step"), at);
    form->addRow(say("Settings that change"), settings);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(help);
    layout->addLayout(form);
    layout->addWidget(problem_);
    layout->addWidget(buttons);
    resize(520, 300);
}

void ForkDialog::refuse(const QString& sentence) {
    problem_->show_problem(sentence);
    if (!isVisible())
        open();
}

} // namespace thaw
