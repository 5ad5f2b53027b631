#include "app/window/fork_dialog.h"

#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace thaw {

ForkDialog::ForkDialog(const ShownRun& parent, std::optional<std::int64_t> step, QWidget* owner)
    : QDialog(owner) {
    setWindowTitle(say("Fork the run"));
    const auto last = static_cast<int>(parent.history().last_step());
    auto* at = new QSpinBox(this);
    at->setRange(0, last);
    at->setValue(step ? static_cast<int>(*step) : last);
    auto* settings = new QPlainTextEdit(this);
    settings->setPlaceholderText(QStringLiteral("intervention.interval = 400"));
    settings->setTabChangesFocus(true);
    settings->setAccessibleName(say("Settings that change"));
    auto* help = new QLabel(
        say("The child equals this run, bit for bit, up to its arrival at that step, and continues "
            "with the settings below, one per line. With none it ends with this run's bits."),
        this);
    help->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(say("Fork"), QDialogButtonBox::AcceptRole)->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, at, settings] {
        const QString text = settings->toPlainText();
        QStringList lines;
        for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            if (!line.trimmed().isEmpty())
                lines.append(line.section(QLatin1Char('='), 0, 0).trimmed() + QLatin1Char('=') +
                             line.section(QLatin1Char('='), 1).trimmed());
        Q_EMIT fork_asked(at->value(), lines);
        accept();
    });
    auto* form = new QFormLayout;
    form->addRow(say("At step"), at);
    form->addRow(say("Settings that change"), settings);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(help);
    layout->addLayout(form);
    layout->addWidget(buttons);
    resize(520, 300);
}

} // namespace thaw
