package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Logging.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
        logger.detachAppender(events);
    }

    @Test
    void configure_bringsWhatEndsAThreadIntoTheLog() throws Exception {
        Sonde.commandLine().execute("completion", "bash");
        events.start();
        logger.addAppender(events);
        Thread thread = new Thread(
                () -> {
                    throw new IllegalStateException("no way on");
                },
                "somewhere");
        thread.start();
        thread.join();

        assertThat(events.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).isEqualTo("defect on thread somewhere"))
                .satisfies(event ->
                        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("no way on"));
    }
}
