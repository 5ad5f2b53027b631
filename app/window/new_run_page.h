// Where a run is put together: the form, what it will cost, and Start.
#pragma once

#include "core/run/config.h"
#include "core/run/run_cost.h"

#include <QWidget>
#include <atomic>
#include <filesystem>
#include <thread>

class QLabel;
class QLineEdit;
class QPushButton;

namespace thaw {

class CostPanel;
class DatasetWatch;
class FormPreview;
class LaunchForm;
class ProblemLabel;
class SeriesWatch;

class NewRunPage : public QWidget {
    Q_OBJECT
  public:
    NewRunPage(const Vocabulary& vocabulary, const std::filesystem::path& experiments,
               QWidget* parent = nullptr);
    ~NewRunPage() override;

    LaunchForm* form() const { return form_; }
    QPushButton* start_button() const { return start_; }
    std::filesystem::path folder() const; // where the run's file goes
    void set_folder(const std::filesystem::path& folder);
    // Another run is going on: one at a time.
    void set_busy(bool busy);
    // The config in this file, or what is wrong with it, in the form.
    bool load(const std::filesystem::path& file);
    // The engine refused what was started or measured: marked in the form where it is that of the
    // form. Returns the sentences for a message.
    QString show_refusal(const RunConfig& config, const ConfigError& error);
    void start(); // as if Start was pressed

  Q_SIGNALS:
    void start_asked(const thaw::RunConfig& config, const QString& source);
    void sweep_asked(const thaw::RunConfig& config, const QString& source);

  private:
    void measure();
    void update_start();
    void look_at_folder();

    LaunchForm* form_;
    CostPanel* cost_;
    DatasetWatch* dataset_watch_;
    SeriesWatch* series_watch_;
    FormPreview* preview_;
    QLineEdit* folder_;
    QPushButton *start_, *sweep_;
    QLabel* why_not_;
    ProblemLabel* folder_problem_;
    bool busy_ = false;
    std::atomic<bool> given_up_ = false;
    std::atomic<bool> measuring_ = false;
    std::jthread thread_; // of the measurement; last: it uses the two above
};

} // namespace thaw
