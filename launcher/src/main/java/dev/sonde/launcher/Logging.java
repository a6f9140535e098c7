package dev.sonde.launcher;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Points the process's log at standard error. What libraries say below a warning is not shown. Who names a file of logback's,
 * by {@code -Dlogback.configurationFile}, gets what that says and nothing of this.
 */
final class Logging {
    /** These report every misbehaving target as an error of theirs; the probes report it as the target's. */
    private static final List<String> ABOUT_TARGETS =
            List.of("io.vertx.core.net.impl.ConnectionBase", "io.vertx.core.http.impl.HttpClientConnection");

    private Logging() {}

    /** Takes the place of whatever was set up before, unless that was a file that somebody named. */
    static void configure(LogOptions options) {
        Thread.setDefaultUncaughtExceptionHandler((thread, defect) ->
                LoggerFactory.getLogger(Logging.class).error("defect on thread {}", thread.getName(), defect));
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("the log is not logback's");
        }
        if (EarlyLog.findsFile(context)) {
            return;
        }
        configure(context, options.format(), options.level());
        String missing = System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
        if (missing != null) {
            context.getLogger(Logging.class)
                    .warn("{}: {} (expected: a file or URL)", ClassicConstants.CONFIG_FILE_PROPERTY, missing);
        }
    }

    static void configure(LoggerContext context, LogOptions.LogFormat format, LogOptions.LogLevel level) {
        context.reset();
        LogLines lines = new LogLines(format, level.showsTraces());
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(lines);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        ABOUT_TARGETS.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        context.getLogger("dev.sonde").setLevel(Level.toLevel(level.name()));
    }
}
