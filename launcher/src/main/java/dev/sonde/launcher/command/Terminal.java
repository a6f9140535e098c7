package dev.sonde.launcher.command;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What may be shown to whoever reads the output: colours only on a terminal that wants them.
 *
 * @param isInteractive whether a person seems to read along
 * @param colours picocli's judgement, which honours {@code NO_COLOR} and its relatives
 */
record Terminal(boolean isInteractive, Ansi colours) {
    static Terminal detect() {
        return new Terminal(isInteractive(System.console()), Ansi.AUTO);
    }

    /** Writes a line in which {@code @|red text|@} is red where colours are. */
    void print(PrintWriter out, String markup) {
        out.println(colours.string(markup));
        out.flush();
    }

    /** From JDK 22 on there always is a console, and it has to be asked. */
    private static boolean isInteractive(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
