package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Header;
import dev.sonde.contract.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names and values of headers, sent and answered. */
final class HeaderKeys {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    /** A run makes these itself, or HTTP/2 forbids them. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderKeys() {}

    /** Headers to be sent. */
    static MapShape<SecretText> sent() {
        return MapShape.ignoringCase(name(true), value());
    }

    /** The name of a header in an answer. */
    static Scalar<String> answered() {
        return name(false);
    }

    static List<Header> headers(@Nullable Map<String, SecretText> written) {
        List<Header> headers = new ArrayList<>();
        if (written != null) {
            written.forEach((name, value) -> headers.add(new Header(name, value)));
        }
        return headers;
    }

    /** Whether one of that name is among them. */
    static boolean holds(String name, List<Header> headers) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    private static Scalar<String> name(boolean sent) {
        List<String> taken = sent ? inUsualCase(OWN) : List.of();
        return Scalar.of("header name", "a header name", Form.matchingBut(TOKEN.pattern(), taken), text -> {
            if (!TOKEN.matcher(text).matches()) {
                throw new BadValueException();
            }
            if (sent && OWN.contains(text.toLowerCase(Locale.ROOT))) {
                throw new BadValueException(null, "no header that belongs to the connection");
            }
            return text;
        });
    }

    /** Each in small letters and with capitals at the beginning of its words. */
    private static List<String> inUsualCase(Set<String> headers) {
        Pattern first = Pattern.compile("\\b[a-z]");
        return headers.stream()
                .flatMap(name -> Stream.of(
                        name,
                        first.matcher(name).replaceAll(found -> found.group().toUpperCase(Locale.ROOT))))
                .sorted()
                .toList();
    }

    private static Scalar<SecretText> value() {
        Scalar<SecretText> any = Scalars.secretText();
        return Scalar.secret(any.type(), any.expected(), Form.matching(Secrets.LINE), text -> {
            if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
                throw new BadValueException("a line break or control character", "text on one line");
            }
            return Secrets.parse(text);
        });
    }
}
