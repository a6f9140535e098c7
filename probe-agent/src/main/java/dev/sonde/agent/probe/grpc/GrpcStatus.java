package dev.sonde.agent.probe.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codes that end a call, and what they are called. Pure. */
final class GrpcStatus {
    static final int OK = 0;
    static final int DEADLINE_EXCEEDED = 4;
    static final int NOT_FOUND = 5;

    private static final List<String> WORDS = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private GrpcStatus() {}

    /** A code as it was told; -1 if it is none. */
    static int code(@Nullable String told) {
        return told == null || !told.matches("[0-9]{1,3}") ? -1 : Integer.parseInt(told);
    }

    /** A code's word and number. */
    static String text(int code) {
        return code < WORDS.size() ? WORDS.get(code) + " (" + code + ")" : String.valueOf(code);
    }

    /** A message as it was told: octets beyond printable ASCII are percent-encoded. */
    static String message(@Nullable String told) {
        if (told == null) {
            return "";
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int at = 0; at < told.length(); at++) {
            char c = told.charAt(at);
            int high = c == '%' && at + 2 < told.length() ? Character.digit(told.charAt(at + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(told.charAt(at + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                at += 2;
            } else {
                octets.write(c);
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
