#include "widgets/figures/figure_worker.h"

#include "core/run/config_source.h"
#include "widgets/figures/figure_files.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {

namespace fs = std::filesystem;

QString text_of(const fs::path& path) {
    return QString::fromStdString(path.string());
}

} // namespace

FoundDocument find_document(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    const std::string bytes = config_source(file.string());
    const std::string ending = file.extension().string();
    if (ending == ".toml")
        return {bytes, folder};
    const auto recipe = read_recipe(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (!recipe)
        throw usage("{} has no figure of Thawscope inside; open the document, or an export made "
                    "from one",
                    file.string());
    return {recipe->document, (folder / recipe->folder).lexically_normal()};
}

FigureWorker::FigureWorker(LoadRun load, QObject* parent)
    : QObject(parent), load_(std::move(load)),
      thread_([this](const std::stop_token& stop) { work_on(stop); }) {}

FigureWorker::~FigureWorker() = default; // the thread is asked to stop and waited for

void FigureWorker::add(Work work) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    wake_.notify_one();
}

void FigureWorker::work_on(const std::stop_token& stop) {
    while (true) {
        Work work;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); }))
                return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work();
        if (stop.stop_requested())
            return;
    }
}

void FigureWorker::report(const std::function<void()>& on_the_screen) {
    QMetaObject::invokeMethod(this, on_the_screen, Qt::QueuedConnection);
}

SharedRun FigureWorker::loaded(const fs::path& file) {
    std::error_code ignored;
    const auto time = fs::last_write_time(file, ignored);
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const auto& one) { return one.first == file; });
    if (found != kept_.end() && found->second.time == time)
        return found->second.run;
    SharedRun run = load_(file);
    if (found != kept_.end())
        found->second = {time, run};
    else
        kept_.push_back({file, {time, run}});
    return run;
}

void FigureWorker::draw(const FigureDocument& document, const fs::path& folder) {
    const std::uint64_t number = ++wanted_;
    newest_ = number;
    add([this, number, document, folder] {
        if (number != newest_) // another was asked for while this one waited
            return;
        try {
            auto drawing = std::make_shared<const FigureDrawing>(draw_document(
                document, folder, [this](const fs::path& file) { return loaded(file); }));
            report([this, number, drawing] {
                if (number == wanted_)
                    Q_EMIT drawn(drawing);
            });
        } catch (const std::exception& error) {
            report([this, number, sentence = QString::fromUtf8(error.what())] {
                if (number == wanted_)
                    Q_EMIT not_drawn(sentence);
            });
        }
    });
}

void FigureWorker::read(const fs::path& file) {
    add([this, file] {
        try {
            const FoundDocument found = find_document(file);
            report([this, text = QString::fromStdString(found.text),
                    folder = text_of(found.folder)] { Q_EMIT was_read(text, folder); });
        } catch (const std::exception& error) {
            report([this, sentence = QString::fromUtf8(error.what())] { Q_EMIT failed(sentence); });
        }
    });
}

void FigureWorker::write(Files files) {
    add([this, files = std::move(files)] {
        try {
            write_files(files);
            QStringList names;
            for (const auto& [file, bytes] : files)
                names << text_of(file);
            report([this, names] { Q_EMIT written(names); });
        } catch (const std::exception& error) {
            report([this, sentence = QString::fromUtf8(error.what())] { Q_EMIT failed(sentence); });
        }
    });
}

} // namespace thaw
