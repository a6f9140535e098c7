package dev.sonde.contract.yaml;

import dev.sonde.contract.secret.SecretText;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs with scheme and host. Messages never show user info or query, where people keep secrets, and of a URL that may be
 * one as a whole nothing but its host.
 */
public final class Urls {
    private static final String FORM = "an absolute URL such as https://shop.example/health";
    private static final Pattern PARTS = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)");
    private static final Pattern WITH_SECRETS = Pattern.compile("(?s)(https?://|\\$\\{).*");

    /** As far as a pattern can tell: a scheme, a host without user info, and no character that must be encoded. */
    private static final String SENDABLE =
            "[Hh][Tt][Tt][Pp][Ss]?://[^/?#@:{}\\x00-\\x20\"<>\\\\^`|][^/?#@{}\\x00-\\x20\"<>\\\\^`|]*"
                    + "([/?][^#{}\\x00-\\x20\"<>\\\\^`|]*)?";

    private static final String SECRET =
            "[Hh][Tt][Tt][Pp][Ss]?://" + Secrets.PATTERN + "|" + Secrets.REFERENCE + Secrets.PATTERN;

    private Urls() {}

    /** Where requests are sent: http or https, without user info, fragment or secrets. */
    public static Scalar<URI> endpoint() {
        return Scalar.secret("URL", FORM, Form.matching(SENDABLE), text -> {
            refuseSecrets(text);
            return sendable(text, shown(text), "a header Authorization: 'Basic ${file:NAME}'");
        });
    }

    /** Where WebSockets are: ws or wss, without user info, fragment or secrets. */
    public static Scalar<URI> websocket() {
        String form = SENDABLE.replace("[Hh][Tt][Tt][Pp]", "[Ww][Ss]");
        return Scalar.secret("URL", "an absolute URL such as wss://shop.example/events", Form.matching(form), text -> {
            refuseSecrets(text);
            boolean own = text.regionMatches(true, 0, "ws://", 0, "ws://".length())
                    || text.regionMatches(true, 0, "wss://", 0, "wss://".length());
            if (!own) {
                throw new BadValueException(shown(text) + " does not begin with ws:// or wss://", "one of them");
            }
            URI ignored = sendable("http" + text.substring(2), shown(text), "auth beside the url");
            return URI.create(text);
        });
    }

    /** The same, but any part of it may be a secret. */
    public static Scalar<SecretText> withSecrets() {
        return Scalar.secret(
                "URL with secrets",
                FORM + "; ${file:NAME} or ${env:NAME} names a secret",
                Form.matching(SECRET),
                text -> {
                    SecretText url = Secrets.parse(text);
                    if (url.references().isEmpty()) {
                        URI ignored = sendable(text, "it", "a URL without");
                    } else if (!WITH_SECRETS.matcher(text).matches()) {
                        throw new BadValueException(
                                null, "http:// or https:// first, or one secret that is the whole URL");
                    }
                    return url;
                });
    }

    /** A page for people: http or https, kept as written. */
    public static Scalar<String> page() {
        return Scalar.secret("URL", FORM, Form.matching(SENDABLE + "(#.*)?"), text -> {
            refuseSecrets(text);
            URI ignored = parse(text, shown(text), "a URL without");
            return text;
        });
    }

    private static void refuseSecrets(String text) throws BadValueException {
        if (text.contains("${")) {
            throw new BadValueException("a secret reference", "secrets in headers or body, not in the url");
        }
    }

    private static URI sendable(String text, String shown, String insteadOfUserInfo) throws BadValueException {
        URI url = parse(text, shown, insteadOfUserInfo);
        if (url.getRawFragment() != null) {
            throw new BadValueException(shown + " has a fragment, which is never sent", "no #");
        }
        return url;
    }

    private static URI parse(String text, String shown, String insteadOfUserInfo) throws BadValueException {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new BadValueException(shown + " has no scheme", FORM);
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new BadValueException("scheme " + Source.shown(parts.group(1)), "http or https");
        }
        String authority = parts.group(2);
        if (authority.indexOf('@') >= 0) {
            throw new BadValueException("user info before the host", insteadOfUserInfo);
        }
        if (authority.isEmpty() || authority.startsWith(":")) {
            throw new BadValueException(shown + " has no host", FORM);
        }
        return checked(text, shown, authority);
    }

    private static URI checked(String text, String shown, String authority) throws BadValueException {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new BadValueException(
                    shown + ": " + e.getReason().toLowerCase(Locale.ROOT) + where, "a URL, percent-encoded");
        }
        if (url.getHost() == null) {
            throw badHost(authority);
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw new BadValueException("port " + url.getPort(), "1 to 65535");
        }
        return url;
    }

    private static BadValueException badHost(String authority) {
        String host = authority.replaceFirst(":[0-9]*$", "");
        if (host.chars().anyMatch(c -> c > 127)) {
            try {
                return new BadValueException("host " + Source.shown(host), "its ASCII form " + IDN.toASCII(host));
            } catch (IllegalArgumentException e) {
                return new BadValueException("host " + Source.shown(host), "a host name or address");
            }
        }
        return new BadValueException(
                "host " + Source.shown(authority),
                "a host name of letters, digits, - and ., or an address; then a port");
    }

    /** The URL as far as it may be shown. */
    private static String shown(String text) {
        String open = text.replaceFirst("(?s)[?#].*", "");
        return Source.shown(open.contains("@") ? open.replaceFirst("(?s)^(.*://)?.*@", "$1") : open);
    }
}
