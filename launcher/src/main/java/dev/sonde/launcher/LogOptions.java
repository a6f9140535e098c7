package dev.sonde.launcher;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How the program logs; the same for every command. */
final class LogOptions {
    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            scope = ScopeType.INHERIT,
            description = "Log lines on standard error for people or for machines (default: ${DEFAULT-VALUE}).")
    private LogFormat format;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            scope = ScopeType.INHERIT,
            description =
                    "error, warn, info, debug or trace; debug also shows stack traces (default: ${DEFAULT-VALUE}).")
    private LogLevel level;

    LogFormat format() {
        return format;
    }

    LogLevel level() {
        return level;
    }

    /** In lower case, because so they are typed. */
    enum LogFormat {
        text,
        json
    }

    /** Least grave first. */
    enum LogLevel {
        trace,
        debug,
        info,
        warn,
        error;

        /** Whether stack traces are shown. */
        boolean showsTraces() {
            return compareTo(debug) <= 0;
        }
    }
}
