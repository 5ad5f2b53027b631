#include "app/commands/usage_sentence.h"
#include "app/complaint.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/provenance.h"
#include "app/signals.h"
#include "app/window/clipboard_keeper.h"
#include "app/window/colours.h"
#include "app/window/figure_command.h"
#include "app/window/language.h"
#include "app/window/main_window.h"
#include "core/run/config_source.h"
#include "core/run/standard_streams.h"
#include "core/training/training.h"
#include "widgets/figures/figure_export.h"
#include "widgets/say.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QIcon>
#include <cstdlib>

namespace {

struct Arguments {
    std::vector<std::string> runs, compare, set;
    std::string start, folder, colours, sweep;
    thaw::FigureWish figure;
};

// Starts the config at once, as `thaw run` would read it.
void start(thaw::MainWindow& window, const Arguments& arguments) {
    const std::string source = thaw::config_source(arguments.start);
    window.start(thaw::parse_config(source, arguments.start, thaw::vocabulary(), arguments.set),
                 QString::fromStdString(source));
}

// Nothing is shown, whatever display there is; of Qt's platforms without one, minimal has no fonts.
int write_figure(const thaw::FigureWish& wish, int count, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(count, argv);
    thaw::write_figure(wish);
    return 0;
}

bool window_is_open = false;

// What Qt says, and above all what it ends the program with: it cannot know what else there is.
void tell_message(QtMsgType kind, const QMessageLogContext& context, const QString& message) {
    thaw::tell(qFormatLogMessage(kind, context, message).toStdString());
    if (kind != QtFatalMsg || window_is_open)
        return;
    thaw::tell(thaw::tr(
        "thawscope: the window cannot be opened; is there a display? In a terminal `thaw run` "
        "trains, `thaw list` and `thaw show` tell what was recorded, and `thawscope --figure` "
        "draws"));
    std::_Exit(static_cast<int>(thaw::Fault::failure));
}

int open_window(const Arguments& arguments, int count, char** argv) {
    QApplication application(count, argv);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/thawscope.svg")));
    thaw::translate_qt(application);
    thaw::use_colours(arguments.colours.empty() ? thaw::chosen_colours()
                                                : QString::fromStdString(arguments.colours));
    const thaw::SignalsTaken signals; // the window closes, and what trains is saved
    thaw::MainWindow window(thaw::share_folder() / "thawscope" / "experiments");
    if (!arguments.folder.empty())
        window.set_folder(arguments.folder);
    thaw::leave_clipboard_behind(application);
    window.show();
    window_is_open = true;
    for (const auto& file : arguments.runs)
        window.open(file);
    if (!arguments.compare.empty())
        window.compare({arguments.compare.begin(), arguments.compare.end()});
    if (!arguments.sweep.empty())
        window.open_sweep(arguments.sweep);
    if (!arguments.start.empty())
        start(window, arguments);
    return QApplication::exec();
}

} // namespace

int main(int count, char** argv) {
    thaw::settle_standard_streams();
    thaw::settle_environment(argv); // this process trains
    thaw::settle_hash_order();
    QCoreApplication::setOrganizationName(QStringLiteral("Thawscope"));
    QCoreApplication::setApplicationName(QStringLiteral("Thawscope"));
    QCoreApplication::setApplicationVersion(QString::fromStdString(thaw::program_version()));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.thawscope.Thawscope"));
    thaw::settle_language(thaw::chosen_language());
    qInstallMessageHandler(tell_message);
    if (thaw::is_clipboard_keeper(count, argv))
        return thaw::hold_clipboard(count, argv);

    CLI::App program(thaw::tr("Watch neural networks train and decide when unfreezing stops"),
                     "thawscope");
    Arguments arguments;
    program
        .add_option("runs", arguments.runs,
                    thaw::tr("Run files to open, finished or being written, or a config"))
        ->check(thaw::file_name());
    program.add_option("--compare", arguments.compare, thaw::tr("Run files to set side by side"))
        ->check(thaw::file_name());
    program
        .add_option("--sweep", arguments.sweep,
                    thaw::tr("Show this sweep, whoever trains its members"))
        ->check(thaw::file_name());
    program.add_option("--start", arguments.start, thaw::tr("Start this config at once"))
        ->check(thaw::file_name());
    program.add_option("--set", arguments.set, thaw::tr("Change a setting: training.steps=200"));
    program.add_option("--out", arguments.folder, thaw::tr("Folder for the run's file"))
        ->check(thaw::file_name());
    program.add_option("--colours", arguments.colours, thaw::tr("light or dark, for this window"))
        ->check(CLI::IsMember({"light", "dark"}));
    CLI::Option* figure = program
                              .add_option("--figure", arguments.figure.document,
                                          thaw::tr("Write this figure to the files of --to instead "
                                                   "of opening a window: a document, or "
                                                   "a PDF, SVG or PNG made from one"))
                              ->check(thaw::file_name());
    program
        .add_option("--to", arguments.figure.to,
                    thaw::tr("Files for --figure: .pdf, .svg, .png, or .tex for pgfplots"))
        ->check(thaw::file_name())
        ->needs(figure);
    figure->needs("--to");
    program
        .add_flag("--data", arguments.figure.data,
                  thaw::tr("With --figure: also the drawn data, as CSV beside the files"))
        ->needs(figure);
    program
        .add_flag("--script", arguments.figure.script,
                  thaw::tr("With --figure: also a matplotlib script that redraws it from its CSV"))
        ->needs(figure);
    program
        .add_option("--dpi", arguments.figure.dpi,
                    thaw::tr("With --figure: dots per inch of a PNG, 600 unless given"))
        ->needs(figure)
        ->check(thaw::whole_number({}, 50, 2400));
    program.set_version_flag("--version", thaw::program_version());
    try {
        program.parse(count, argv);
    } catch (const CLI::ParseError& error) { // --help and --version end here, too
        return thaw::finish_output("thawscope", thaw::parse_exit(program, error));
    }
    try {
        if (!arguments.figure.document.empty())
            return write_figure(arguments.figure, count, argv);
        return open_window(arguments, count, argv);
    } catch (...) {
        return thaw::complain("thawscope");
    }
}
