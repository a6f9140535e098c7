package dev.sonde.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event, one line, whatever is in the message; only a stack trace that was asked for adds lines, and in JSON not even
 * that. Called by one thread at a time, as appenders do.
 */
final class LogLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern LINE_ENDS = Pattern.compile("\\s*\\R\\s*");

    private final LogOptions.LogFormat format;
    private final boolean traces;

    /** @param traces whether exceptions are shown with where they came from, not only with what they say */
    LogLines(LogOptions.LogFormat format, boolean traces) {
        this.format = format;
        this.traces = traces;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = switch (format) {
            case text -> text(event);
            case json -> json(event);
        };
        return line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }

    private String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160)
                .append(time(event))
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", event.getLevel()))
                .append(' ')
                .append(shortName(event.getLoggerName()))
                .append(": ")
                .append(LINE_ENDS.matcher(event.getFormattedMessage()).replaceAll(" | "));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(": ").append(LINE_ENDS.matcher(said(thrown)).replaceAll(" | "));
            if (traces) {
                line.append('\n').append(ThrowableProxyUtil.asString(thrown).stripTrailing());
            }
        }
        return line.append('\n').toString();
    }

    private String json(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(240).append('{');
        field(line, "time", time(event));
        field(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        field(line, "logger", event.getLoggerName());
        field(line, "thread", event.getThreadName());
        field(line, "message", event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            field(line, "error", said(thrown));
            if (traces) {
                field(line, "trace", ThrowableProxyUtil.asString(thrown).stripTrailing());
            }
        }
        return line.append("}\n").toString();
    }

    private static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    private static String said(IThrowableProxy thrown) {
        String name = shortName(thrown.getClassName());
        return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void field(StringBuilder line, String name, String value) {
        if (line.length() > 1) {
            line.append(',');
        }
        line.append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < 0x20) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
