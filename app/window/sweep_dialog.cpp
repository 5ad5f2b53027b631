#include "app/window/sweep_dialog.h"

#include "app/sweep/local_engine.h"
#include "app/window/sweep_file.h"
#include "core/run/sentences.h"
#include "core/run/user_file.h"
#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/say.h"
#include "widgets/sweep/member_tree.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

namespace thaw {

namespace {

constexpr int typing_pause = 250; // milliseconds
constexpr int most_processes = 256;

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

} // namespace

SweepDialog::SweepDialog(SweepBase base, StopRange* range, QWidget* owner)
    : QDialog(owner), base_(std::move(base)), range_(range), form_(new SweepForm(range)),
      tree_(new MemberTree), text_(new QPlainTextEdit), told_(new QLabel),
      problem_(new ProblemLabel),
      jobs_(new NumberBox(NumberBox::Kind::whole, 1, most_processes, 1)),
      threads_(new NumberBox(NumberBox::Kind::whole, 1, most_processes, 1)),
      start_(new QPushButton(say("Start the sweep"))), save_(new QPushButton(say("Save as…"))),
      copy_(new QPushButton(say("Copy"))) {
    setWindowTitle(say("Sweep over stop steps"));
    auto* area = new QScrollArea;
    area->setWidget(form_);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(form_->minimumSizeHint().width() + 24);
    auto* row = new QHBoxLayout(this);
    row->addWidget(area, 2);
    row->addWidget(make_right(), 3);
    resize(860, 480);

    soon_.setSingleShot(true);
    soon_.setInterval(typing_pause);
    connect(&soon_, &QTimer::timeout, this, &SweepDialog::plan);
    connect(form_, &SweepForm::changed, this, &SweepDialog::look);
    connect(jobs_, &NumberBox::changed, this, &SweepDialog::show_cost);
    connect(copy_, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(text_->toPlainText()); });
    connect(save_, &QPushButton::clicked, this, &SweepDialog::save);
    connect(start_, &QPushButton::clicked, this, &SweepDialog::start);
    form_->set_seeds(QStringLiteral("%1-%2").arg(base_.seed).arg(base_.seed + 2));
    work_.start([this, folder = base_.folder, name = base_.name + "-stops"](
                    const BackgroundWork::Stale&) -> BackgroundWork::Answer {
        return [this, free = free_sweep_name(folder, name)] { form_->set_name(text_of(free)); };
    });
}

QWidget* SweepDialog::make_right() {
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    text_->setReadOnly(true);
    text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text_->setAccessibleName(say("The sweep's document"));
    text_->setFrameShape(QFrame::NoFrame);
    told_->setWordWrap(true);
    start_->setDefault(true);
    start_->setObjectName(QStringLiteral("start_sweep"));
    for (QPushButton* button : {save_, copy_})
        button->setAutoDefault(false);
    auto* document = new QWidget;
    auto* document_column = new QVBoxLayout(document);
    document_column->setContentsMargins(0, 0, 0, 0);
    document_column->addWidget(text_, 1);
    auto* files = new QHBoxLayout;
    files->addStretch(1);
    files->addWidget(copy_);
    files->addWidget(save_);
    document_column->addLayout(files);
    auto* tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    tabs->addTab(tree_, say("Members"));
    tabs->addTab(document, say("Document"));
    jobs_->setAccessibleName(say("Members at a time"));
    threads_->setAccessibleName(say("Threads of each"));
    auto* machine = new QHBoxLayout;
    machine->addWidget(new QLabel(say("Members at a time")));
    machine->addWidget(jobs_);
    machine->addSpacing(12);
    machine->addWidget(new QLabel(say("Threads of each")));
    machine->addWidget(threads_);
    machine->addStretch(1);
    auto* last = new QHBoxLayout;
    last->addStretch(1);
    last->addWidget(start_);
    column->addWidget(tabs, 1);
    column->addWidget(told_);
    column->addWidget(problem_);
    column->addLayout(machine);
    column->addLayout(last);
    return right;
}

std::optional<SweepDocument> SweepDialog::document() const {
    auto document = form_->document();
    if (document) {
        document->base = document->name + "-base.toml";
        document->out = (std::filesystem::absolute(base_.folder) / document->name).string();
    }
    return document;
}

QString SweepDialog::document_text() const {
    return text_->toPlainText();
}

QString SweepDialog::told() const {
    return told_->text();
}

void SweepDialog::look() {
    plan_.reset();
    problem_->show_problem({});
    const auto now = document();
    text_->setPlainText(now ? text_of(to_toml(*now)) : QString());
    for (QPushButton* button : {copy_, save_})
        button->setEnabled(now.has_value());
    start_->setEnabled(false);
    if (now)
        soon_.start();
    else
        soon_.stop();
}

// The data may have to be read for the number of steps, and members are many.
void SweepDialog::plan() {
    const auto now = document();
    if (!now)
        return;
    SweepPlan asked;
    asked.document = *now;
    asked.base_text = base_.config;
    work_.start([this, asked](const BackgroundWork::Stale&) mutable -> BackgroundWork::Answer {
        try {
            complete(asked, asked.document.base);
            return [this, plan = std::move(asked)] { show_plan(plan); };
        } catch (const std::exception& error) {
            return [this, why = QString::fromUtf8(error.what())] { problem_->show_problem(why); };
        }
    });
}

void SweepDialog::show_plan(const SweepPlan& plan) {
    if (const std::int64_t steps = plan.tree.nodes.front().steps; range_->to() >= steps)
        return problem_->show_problem(
            say("The run has {} steps: stops lie before its end.", shown_integer(steps)));
    plan_ = plan;
    tree_->show_sweep({plan.document.name, plan.members, plan.tree});
    tree_->setColumnHidden(tree_->columnCount() - 1, true); // they have no state yet
    if (!std::exchange(shared_out_, true)) {
        const LocalOptions options = shared_out(plan, 0, 0);
        jobs_->set_value(static_cast<double>(options.jobs));
        threads_->set_value(static_cast<double>(options.threads));
    }
    show_cost();
    start_->setEnabled(true);
}

void SweepDialog::show_cost() {
    if (!plan_)
        return;
    const std::int64_t alone = plan_->tree.steps_alone(), shared = plan_->tree.steps_shared();
    QString text =
        say("{} [member|members]; steps one by one {}, with shared beginnings {} ({} % less)",
            plan_->members.size(), shown_integer(alone), shown_integer(shared),
            alone == 0 ? 0 : 100 * (alone - shared) / alone);
    if (plan_->tree.depends_on_readings())
        text += say("; where a rule fires nobody knows beforehand, so this is the least");
    text += QLatin1Char('\n');
    if (base_.seconds_per_step)
        text += say("About {}, by the pace of this run",
                    duration_text(*base_.seconds_per_step * static_cast<double>(shared) /
                                  static_cast<double>(jobs_->integer().value_or(1))));
    else
        text += say("How long it takes is known once a member has been trained.");
    told_->setText(text);
}

void SweepDialog::save() {
    const QString chosen = QFileDialog::getSaveFileName(
        this, say("Save the sweep's document"),
        text_of((base_.folder / (document()->name + ".toml")).string()),
        say("Sweeps") + QStringLiteral(" (*.toml)"));
    if (chosen.isEmpty())
        return;
    const std::filesystem::path file = chosen.toStdString();
    auto saved = *document();
    saved.base = file.stem().string() + "-base.toml";
    work_.start([this, file, saved,
                 config = base_.config](const BackgroundWork::Stale&) -> BackgroundWork::Answer {
        try {
            write_user_file(file.parent_path() / saved.base, config);
            write_user_file(file, to_toml(saved));
        } catch (const std::exception& error) {
            return [this, why = QString::fromUtf8(error.what())] { problem_->show_problem(why); };
        }
        return {};
    });
}

void SweepDialog::start() {
    const auto now = document();
    const auto jobs = jobs_->integer(), threads = threads_->integer();
    if (!now || !plan_ || !jobs || !threads)
        return;
    setEnabled(false); // what is being written is what is on the screen
    work_.start([this, document = *now, folder = base_.folder, config = base_.config, jobs = *jobs,
                 threads = *threads](const BackgroundWork::Stale&) -> BackgroundWork::Answer {
        try {
            const auto file = write_sweep(std::filesystem::absolute(folder), document, config);
            return [this, file, jobs, threads] {
                accept();
                Q_EMIT start_asked(text_of(file.string()), jobs, threads);
            };
        } catch (const std::exception& error) {
            return [this, why = QString::fromUtf8(error.what())] {
                setEnabled(true);
                problem_->show_problem(why);
            };
        }
    });
}

} // namespace thaw
