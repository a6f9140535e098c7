package dev.sonde.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;

/**
 * The log until the options are read, which then take its place; logback finds it as a service. A file that logback finds
 * goes first. Sonde brings none: reading one loads an XML parser and logback's reader, some 650 classes.
 */
public final class EarlyLog extends DefaultJoranConfigurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (super.configure(context) == ExecutionStatus.INVOKE_NEXT_IF_ANY) {
            Logging.configure(context, LogOptions.LogFormat.text, LogOptions.LogLevel.info);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Whether logback finds a file. */
    static boolean findsFile(LoggerContext context) {
        EarlyLog search = new EarlyLog();
        search.setContext(context);
        return search.performMultiStepConfigurationFileSearch(false) != null;
    }
}
