package dev.sonde.launcher.command;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;

/**
 * What may be shown to whoever reads the output: colours only on a terminal that wants them.
 *
 * @param isInteractive whether a person seems to read along
 * @param colours picocli's judgement, which honours {@code NO_COLOR} and its relatives
 */
record Terminal(boolean isInteractive, Ansi colours) {
    private static final Map<String, String> STYLES =
            Map.of("bold", "1", "faint", "2", "red", "31", "green", "32", "yellow", "33");

    static Terminal detect() {
        return new Terminal(isInteractive(System.console()), Ansi.AUTO);
    }

    /** Writes lines in a colour, or faint, where colours are. */
    void print(PrintWriter out, String style, String text) {
        boolean coloured = colours.enabled();
        String on = coloured ? IStyle.CSI + STYLES.get(style) + "m" : "";
        String off = coloured ? IStyle.CSI + "0m" : "";
        text.lines().forEach(line -> out.println(on + line + off));
        out.flush();
    }

    /** Whether block characters come out as such. */
    boolean drawsBlocks() {
        String encoding = System.getProperty("stdout.encoding");
        try {
            Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
            return charset.newEncoder().canEncode('\u2588');
        } catch (IllegalArgumentException e) {
            return false;
        }
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
