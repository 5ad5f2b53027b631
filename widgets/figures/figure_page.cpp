#include "widgets/figures/figure_page.h"

#include "core/figures/document_edit.h"
#include "core/run/error.h"
#include "widgets/figures/document_editor.h"
#include "widgets/figures/figure_export.h"
#include "widgets/figures/figure_form.h"
#include "widgets/figures/figure_preview.h"
#include "widgets/number_text.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>
#include <cmath>
#include <memory>

namespace thaw {

namespace {

namespace fs = std::filesystem;
constexpr int pause_in_typing = 250; // milliseconds

QString text_of(const fs::path& path) {
    return QString::fromStdString(path.string());
}

QScrollArea* scrolled(QWidget* widget, bool resizable, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setWidget(widget);
    area->setWidgetResizable(resizable);
    area->setFrameShape(QFrame::NoFrame);
    return area;
}

} // namespace

FigurePage::FigurePage(LoadRun load, QWidget* parent)
    : QWidget(parent), worker_(std::move(load)), editor_(new DocumentEditor(this)),
      form_(new FigureForm(this)), preview_(new FigurePreview(this)), zoom_(new QComboBox(this)),
      with_data_(new QCheckBox(say("with data and script"), this)), problems_(new QLabel(this)),
      size_(new QLabel(this)) {
    auto* tabs = new QTabWidget(this);
    tabs->addTab(scrolled(form_, true, tabs), say("Choices"));
    auto* document = new QWidget(tabs);
    auto* text_layout = new QVBoxLayout(document);
    text_layout->setContentsMargins(0, 0, 0, 0);
    text_layout->addWidget(editor_, 1);
    tabs->addTab(document, say("Document"));

    auto* tools = new QHBoxLayout;
    auto* zoom_label = new QLabel(say("&Size:"), this);
    zoom_label->setBuddy(zoom_);
    tools->addWidget(zoom_label);
    zoom_->addItem(say("as printed"), 1.0);
    for (const int percent : {150, 200, 300, 400, 800})
        zoom_->addItem(QStringLiteral("%1 %").arg(percent), percent / 100.0);
    zoom_->setEditable(true);
    zoom_->setInsertPolicy(QComboBox::NoInsert);
    tools->addWidget(zoom_);
    tools->addWidget(size_);
    tools->addStretch(1);
    auto* exports = new QHBoxLayout; // a row of its own: the page must fit a small screen
    exports->addStretch(1);
    with_data_->setToolTip(say("Writes the exact data (CSV) and a matplotlib script that redraws "
                               "the figure beside every export"));
    exports->addWidget(with_data_);
    for (const char* ending : {"pdf", "svg", "png", "tex"}) {
        const QString name = std::string_view(ending) == "tex"
                                 ? QStringLiteral("pgfplots…")
                                 : QString::fromLatin1(ending).toUpper() + QStringLiteral("…");
        auto* button = new QPushButton(name, this);
        button->setObjectName(QStringLiteral("export_") + QLatin1String(ending));
        button->setToolTip(say("Export as {}", name));
        exports->addWidget(button);
        connect(button, &QPushButton::clicked, this,
                [this, ending] { choose_export(QString::fromLatin1(ending)); });
    }
    auto* copy = new QPushButton(say("Copy"), this);
    copy->setObjectName(QStringLiteral("copy"));
    copy->setToolTip(say("Copies the figure as PNG, SVG and PDF; the program you paste it into "
                         "takes the one it knows"));
    exports->addWidget(copy);
    connect(copy, &QPushButton::clicked, this, &FigurePage::copy);
    auto* save_button = new QPushButton(say("Save document…"), this);
    exports->addWidget(save_button);
    connect(save_button, &QPushButton::clicked, this, &FigurePage::choose_file);

    problems_->setWordWrap(true);
    problems_->setTextFormat(Qt::RichText); // else a lone &quot; would be taken for plain text
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                       Qt::LinksAccessibleByKeyboard);
    problems_->setContentsMargins(6, 2, 6, 4);
    connect(problems_, &QLabel::linkActivated, this, [this, tabs](const QString& line) {
        tabs->setCurrentIndex(1);
        editor_->go_to_line(line.toInt());
    });

    auto* right = new QWidget(this);
    auto* right_layout = new QVBoxLayout(right);
    right_layout->setContentsMargins(0, 4, 6, 0);
    right_layout->addLayout(tools);
    right_layout->addLayout(exports);
    QScrollArea* desk = scrolled(preview_, false, right);
    desk->setAlignment(Qt::AlignCenter);
    desk->setBackgroundRole(QPalette::Mid);
    right_layout->addWidget(desk, 1);
    right_layout->addWidget(problems_);

    constexpr int form_letters = 54;
    tabs->setMinimumWidth(form_letters * fontMetrics().averageCharWidth());
    auto* splitter = new QSplitter(this);
    splitter->addWidget(tabs);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    constexpr int form_width = 380, desk_width = 900;
    splitter->setSizes({form_width, desk_width});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    typed_.setSingleShot(true);
    typed_.setInterval(pause_in_typing);
    connect(&typed_, &QTimer::timeout, this, &FigurePage::look_at_text);
    connect(editor_, &QPlainTextEdit::textChanged, this, [this] { typed_.start(); });
    connect(form_, &FigureForm::setting_chosen, this,
            [this](int panel, const QString& key, const std::optional<Value>& value) {
                try {
                    const auto at = panel < 0 ? std::optional<std::size_t>()
                                              : std::optional(static_cast<std::size_t>(panel));
                    editor_->replace_text(QString::fromStdString(
                        with_setting(this->text().toStdString(), at, key.toStdString(), value)));
                } catch (const Error&) {
                    return; // the text is being typed and no TOML now; its problems are shown
                }
                look_at_text();
            });
    connect(zoom_, &QComboBox::activated, this,
            [this](int index) { choose_zoom(zoom_->itemData(index).toDouble()); });
    connect(zoom_->lineEdit(), &QLineEdit::editingFinished, this, [this] {
        QString typed = zoom_->currentText();
        const auto percent = read_real(typed.remove(QLatin1Char('%')));
        if (!percent && typed != say("as printed"))
            Q_EMIT warned(unreadable_real(typed.trimmed()));
        choose_zoom(percent && std::isfinite(*percent) ? *percent / 100 : preview_->zoom());
    });
    connect(preview_, &FigurePreview::zoom_asked, this, &FigurePage::choose_zoom);
    connect(&worker_, &FigureWorker::drawn, this, &FigurePage::take);
    connect(&worker_, &FigureWorker::not_drawn, this, &FigurePage::show_problem);
    connect(&worker_, &FigureWorker::failed, this, &FigurePage::warned);
    connect(&worker_, &FigureWorker::written, this, [this](const QStringList& files) {
        Q_EMIT told(say("Written: {}", files.join(QStringLiteral(", "))));
        if (saving_.isNull() || !files.contains(text_of(file_)))
            return; // an export
        settled_ = std::exchange(saving_, {});
        Q_EMIT saved();
    });
    connect(&worker_, &FigureWorker::was_read, this,
            [this](const QString& found, const QString& folder) {
                set_text(found, folder.toStdString());
            });
    preview_->set_scene(nullptr, say("Reading the runs…"));
}

FigurePage::~FigurePage() = default;

void FigurePage::set_text(const QString& text, const fs::path& folder) {
    folder_ = folder;
    editor_->setPlainText(text);
    settled_ = this->text();
    look_at_text();
}

void FigurePage::open(const fs::path& file) {
    file_ = file;
    worker_.read(file);
    Q_EMIT renamed();
}

QString FigurePage::text() const {
    return editor_->toPlainText();
}

QString FigurePage::headline() const {
    return file_.empty() ? say("New figure") : text_of(file_.filename());
}

void FigurePage::look_at_text() {
    typed_.stop();
    try {
        const FigureDocument document =
            parse_figure(text().toStdString(), headline().toStdString());
        editor_->set_problems({});
        problems_->clear();
        form_->set_document(document);
        drawn_text_ = text();
        worker_.draw(document, folder_);
    } catch (const ConfigError& error) {
        editor_->set_problems(error.problems());
        QString lines;
        for (const ConfigProblem& problem : error.problems()) {
            const int line = DocumentEditor::line_of(problem);
            lines +=
                (lines.isEmpty() ? QString() : QStringLiteral("<br>")) +
                QStringLiteral("<a href=\"%1\">%2</a> %3: %4")
                    .arg(line)
                    .arg(say("line {}", line), QString::fromStdString(problem.key).toHtmlEscaped(),
                         QString::fromStdString(problem.sentence).toHtmlEscaped());
        }
        problems_->setText(lines);
    }
}

void FigurePage::take(std::shared_ptr<const FigureDrawing> drawing) {
    drawing_ = std::move(drawing);
    const FigureScene& scene = drawing_->scene;
    preview_->set_scene(std::shared_ptr<const FigureScene>(drawing_, &scene)); // lives with it
    constexpr double points_per_inch = 72, millimetres_per_inch = 25.4;
    size_->setText(say("{:.2f} in × {:.2f} in ({:.1f} mm × {:.1f} mm), {}",
                       scene.width / points_per_inch, scene.height / points_per_inch,
                       scene.width / points_per_inch * millimetres_per_inch,
                       scene.height / points_per_inch * millimetres_per_inch, scene.preset->name));
    QString lines;
    for (const std::string& warning : drawing_->warnings)
        lines += (lines.isEmpty() ? QString() : QStringLiteral("<br>")) +
                 QString::fromStdString(warning).toHtmlEscaped();
    problems_->setText(lines);
    Q_EMIT drawn();
}

void FigurePage::copy() {
    if (drawing_ == nullptr)
        return Q_EMIT warned(say("There is no figure to copy yet."));
    const FigureRecipe recipe{drawn_text_.toStdString()}; // seen from wherever it is pasted
    const FigureScene& scene = drawing_->scene;
    constexpr double dpi = 300;
    try {
        auto copied = std::make_unique<QMimeData>();
        copied->setImageData(QImage::fromData(figure_to_png(scene, recipe, dpi)));
        copied->setData(QStringLiteral("image/svg+xml"), figure_to_svg(scene, recipe));
        copied->setData(QStringLiteral("application/pdf"), figure_to_pdf(scene, recipe));
        QGuiApplication::clipboard()->setMimeData(copied.release());
        Q_EMIT told(say("The figure is on the clipboard, as PNG, SVG and PDF."));
    } catch (const Error& error) { // too large for a PNG
        Q_EMIT warned(QString::fromUtf8(error.what()));
    }
}

void FigurePage::show_problem(const QString& sentence) {
    problems_->setText(sentence.toHtmlEscaped());
    if (drawing_ == nullptr)
        preview_->set_scene(nullptr, sentence);
}

void FigurePage::choose_zoom(double zoom) {
    preview_->set_zoom(zoom);
    zoom_->setEditText(preview_->zoom() == 1
                           ? say("as printed")
                           : QStringLiteral("%1 %").arg(std::lround(100 * preview_->zoom())));
}

void FigurePage::save(const fs::path& file) {
    file_ = file;
    saving_ = text();
    const std::string bytes = saving_.toStdString();
    worker_.write({{file, QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))}});
    Q_EMIT renamed();
}

bool FigurePage::choose_save() {
    if (file_.extension() == ".toml")
        save(file_);
    else
        choose_file();
    return file_.extension() == ".toml";
}

void FigurePage::choose_file() {
    const QString start =
        file_.extension() == ".toml" ? text_of(file_) : text_of(folder_ / "figure.toml");
    const QString file =
        QFileDialog::getSaveFileName(this, say("Save the document"), start,
                                     say("Figure documents") + QStringLiteral(" (*.toml)"));
    if (!file.isEmpty())
        save(file.toStdString());
}

void FigurePage::export_to(const FigureFiles& wanted) {
    if (drawing_ == nullptr) {
        Q_EMIT warned(
            say("There is no figure to export yet; mend what is wrong with its document"));
        return;
    }
    try {
        worker_.write(figure_files(wanted, *drawing_, drawn_text_.toStdString(), folder_));
    } catch (const Error& error) {
        Q_EMIT warned(QString::fromUtf8(error.what()));
    }
}

void FigurePage::choose_export(const QString& ending) {
    const fs::path stem = file_.empty() ? fs::path("figure") : file_.stem();
    const QString file = QFileDialog::getSaveFileName(
        this, say("Export the figure"), text_of(folder_ / stem) + QLatin1Char('.') + ending,
        QStringLiteral("%1 (*.%2)").arg(ending.toUpper(), ending));
    if (file.isEmpty())
        return;
    fs::path path = file.toStdString();
    if (path.extension() != "." + ending.toStdString())
        path += "." + ending.toStdString();
    export_to({path, with_data_->isChecked(), with_data_->isChecked()});
}

} // namespace thaw
