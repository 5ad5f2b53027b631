#include "app/window/run_controller.h"

#include "core/run/thread_priority.h"
#include "core/storage/storage.h"

namespace thaw {

RunController::RunController(QObject* parent) : QObject(parent) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &RunController::look);
}

RunController::~RunController() {
    ask_to_stop(); // the thread joins in its destructor
}

void RunController::carry_out(Work work) {
    background_ = std::make_unique<Background>();
    background_->pause_ends = false;
    done_ = false;
    error_ = nullptr;
    status_.reset();
    run_ = nullptr;
    thread_ = std::jthread([this, work = std::move(work)] {
        give_way_to_the_screen();
        try {
            work(*background_);
        } catch (...) {
            error_ = std::current_exception();
        }
        try { // how it stands is what its file says; the screen's thread reads no file
            if (const auto facts = background_->facts())
                status_ = read_summary(facts->file).status;
        } catch (...) {
            if (!error_)
                error_ = std::current_exception();
        }
        done_ = true;
    });
    pace_.hurry();
    timer_.start(pace_.next());
}

qint64 RunController::ask(const RunCommand& command) {
    if (!busy())
        return 0;
    pace_.hurry();
    timer_.start(pace_.next());
    return background_->commands.push(command).value_or(0);
}

void RunController::ask_to_stop() {
    RunCommand stop;
    stop.action = Action::stop;
    ask(stop);
}

void RunController::look() {
    const bool ended = done_; // before the feed is taken: then nothing is left in it
    if (run_ == nullptr)
        if (const auto facts = background_->facts()) {
            file_ = facts->file;
            pace_.set_for(facts->config);
            run_ = new ShownRun(facts->record, facts->config, RunMode::live, this);
            Q_EMIT set_up(run_);
        }
    for (const auto& sentence : background_->take_told())
        Q_EMIT told(QString::fromStdString(sentence));
    if (run_ != nullptr) {
        const auto taken = background_->feed.take_all();
        run_->append(taken.bundles, taken.dropped);
    }
    if (!ended)
        return timer_.start(pace_.next());
    thread_.join();
    thread_ = {};
    if (error_) {
        try {
            std::rethrow_exception(error_);
        } catch (const ConfigError& error) {
            Q_EMIT refused(error);
        } catch (const std::exception& error) {
            Q_EMIT failed(QString::fromStdString(error.what()));
        }
    }
    if (run_ != nullptr) {
        if (status_)
            run_->set_status(*status_);
        run_->set_mode(RunMode::saved);
    }
    Q_EMIT finished();
}

} // namespace thaw
