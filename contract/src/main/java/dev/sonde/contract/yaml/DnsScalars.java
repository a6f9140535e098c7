package dev.sonde.contract.yaml;

import dev.sonde.contract.check.DnsWords;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The words of DNS in configuration. */
public final class DnsScalars {
    /** Labels of 1 to 63 printable characters but dot and backslash, a dot at the end or not; or the root. */
    private static final String LABEL = "[!-\\-/-\\[\\]-~]{1,63}";

    private static final String NAME = "(" + LABEL + "\\.)*" + LABEL + "\\.?|\\.";
    private static final int LONGEST_NAME = 254;

    private DnsScalars() {}

    /** A record type. */
    public static Scalar<String> type() {
        return oneOf(DnsWords.types(), "record type", "a record type such as A, MX or ANY");
    }

    /** A class. */
    public static Scalar<String> queryClass() {
        return oneOf(DnsWords.classes(), "class", "a class such as IN or CH");
    }

    /** A response code. */
    public static Scalar<String> rcode() {
        return oneOf(DnsWords.rcodes(), "response code", "a response code such as NOERROR or NXDOMAIN");
    }

    /** A name that is asked for. */
    static Scalar<String> name() {
        String expected =
                "a domain name of ASCII characters, labels of 1 to 63, at most " + LONGEST_NAME + " in all, or . alone";
        return Scalar.of("domain name", expected, Form.text(1, LONGEST_NAME, NAME), text -> {
            if (text.length() > LONGEST_NAME || !text.matches(NAME)) {
                throw new BadValueException();
            }
            return text;
        });
    }

    private static Scalar<String> oneOf(List<String> words, String type, String expected) {
        Set<String> known = new HashSet<>(words);
        return Scalar.of(type, expected, new Form.Words(words), text -> {
            if (!known.contains(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
