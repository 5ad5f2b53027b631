// Everything about figures that reads or writes files, on a thread of its own; answers come back to
// the screen's thread, and only the newest drawing that was asked for.
#pragma once

#include "core/figures/figure_drawing.h"
#include "widgets/figures/figure_recipe.h"

#include <QByteArray>
#include <QObject>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace thaw {

class FigureWorker : public QObject {
    Q_OBJECT
  public:
    // `load` is called on the worker's thread.
    explicit FigureWorker(LoadRun load, QObject* parent = nullptr);
    ~FigureWorker() override;

    void draw(const FigureDocument& document, const std::filesystem::path& folder);
    // A document, or a PDF, SVG or PNG that has one inside.
    void read(const std::filesystem::path& file);
    using Files = std::vector<std::pair<std::filesystem::path, QByteArray>>;
    // Each under another name first and then renamed, so that nobody sees half of it.
    void write(Files files);

  Q_SIGNALS:
    void drawn(std::shared_ptr<const thaw::FigureDrawing> drawing);
    void not_drawn(const QString& sentence);
    // `folder` is what the document's runs are seen from.
    void was_read(const QString& text, const QString& folder);
    void written(const QStringList& files);
    void failed(const QString& sentence); // reading or writing

  private:
    using Work = std::function<void()>;
    void add(Work work);
    void work_on(const std::stop_token& stop);
    SharedRun loaded(const std::filesystem::path& file); // kept while the file stays as it is
    void report(const std::function<void()>& on_the_screen);

    LoadRun load_;
    struct Kept {
        std::filesystem::file_time_type time;
        SharedRun run;
    };
    std::vector<std::pair<std::filesystem::path, Kept>> kept_; // the worker's thread's own
    std::uint64_t wanted_ = 0;                                 // newest drawing; the screen's own
    std::atomic<std::uint64_t> newest_ = 0;                    // the same, for the worker
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Work> queue_; // guarded by mutex_
    std::jthread thread_;    // last: it uses all of the above
};

// The document in a file. Reads it: off the screen's thread. Throws Error.
struct FoundDocument {
    std::string text;
    std::filesystem::path folder;
};
FoundDocument find_document(const std::filesystem::path& file);

} // namespace thaw
