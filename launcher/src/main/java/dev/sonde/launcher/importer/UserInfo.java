package dev.sonde.launcher.importer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL whose user and password have been taken out.
 *
 * @param user null if there is none
 */
record UserInfo(String url, @Nullable String user) {
    private static final Pattern FORM = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*://)([^/?#@]*)@(.*)");

    static UserInfo of(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            return new UserInfo(url, null);
        }
        String info = matcher.group(2);
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        return new UserInfo(matcher.group(1) + matcher.group(3), decoded(user));
    }

    /** A target as it may be shown and named: without user info, query and fragment, where secrets are kept. */
    static String shown(String target) {
        String open = target.replaceFirst("(?s)[?#].*", "");
        return open.contains("@") ? open.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1") : open;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
