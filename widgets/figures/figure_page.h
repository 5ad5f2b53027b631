// A figure being made: its preview at the printed size, the common choices beside it, its document
// as text with what is wrong in it, and the exports.
#pragma once

#include "widgets/figures/figure_files.h"
#include "widgets/figures/figure_worker.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QCheckBox;

namespace thaw {

class DocumentEditor;
class FigureForm;
class FigurePreview;

class FigurePage : public QWidget {
    Q_OBJECT
  public:
    // `load` reads a run file on the page's own thread.
    explicit FigurePage(LoadRun load, QWidget* parent = nullptr);
    ~FigurePage() override;

    // A document whose runs are seen from `folder`; not saved yet.
    void set_text(const QString& text, const std::filesystem::path& folder);
    // A document, or an export that has one inside.
    void open(const std::filesystem::path& file);

    QString text() const;
    const std::filesystem::path& file() const { return file_; } // empty: not saved yet
    QString headline() const;                                   // for the tab
    // The last good drawing; null before there is one.
    std::shared_ptr<const FigureDrawing> drawing() const { return drawing_; }
    // Whether the text was changed since it was set, read or saved.
    bool modified() const { return text() != settled_; }
    void save(const std::filesystem::path& file);
    // Into its own file, or one that is asked for; false: none was chosen.
    bool choose_save();
    void export_to(const FigureFiles& wanted);

    DocumentEditor* editor() const { return editor_; }
    FigurePreview* preview() const { return preview_; }
    FigureForm* form() const { return form_; }

  Q_SIGNALS:
    void told(const QString& sentence);   // something was done
    void warned(const QString& sentence); // something could not be
    void renamed();
    void saved(); // the document is in its file
    void drawn();

  private:
    void look_at_text();
    void take(std::shared_ptr<const FigureDrawing> drawing);
    void show_problem(const QString& sentence);
    void choose_export(const QString& ending);
    void choose_file();
    void copy();
    void choose_zoom(double zoom);

    FigureWorker worker_;
    std::filesystem::path file_, folder_;
    std::shared_ptr<const FigureDrawing> drawing_;
    DocumentEditor* editor_;
    FigureForm* form_;
    FigurePreview* preview_;
    QComboBox* zoom_;
    QCheckBox* with_data_;
    QLabel* problems_;
    QLabel* size_;
    QTimer typed_; // a pause in typing
    QString drawn_text_;
    QString settled_; // the text when it was set, read or saved
    QString saving_;  // on its way to the file; null: none is
};

} // namespace thaw
