package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.Place;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A target that is a URL, as one of ours: what a URL of ours must not hold is taken out. Pure but for the notes.
 *
 * @param url without user info and fragment
 * @param user null if there is none
 */
record TargetUrl(String url, @Nullable String user) {
    /** Null if it holds what may be a secret in a place where ours can name none, which is noted. */
    static @Nullable TargetUrl of(String written, Place place, Notes notes) {
        UserInfo parts = UserInfo.of(written.replaceFirst("#.*$", ""));
        String url = parts.url();
        int query = url.indexOf('?');
        if (query >= 0) {
            for (String pair : url.substring(query + 1).split("&", -1)) {
                String name = pair.replaceFirst("=.*", "");
                if (SecretPlaces.isTelling(name)) {
                    notes.lost(
                            place,
                            url.substring(0, query),
                            "its query holds what may be a secret (" + name + "): send it as a header");
                    return null;
                }
            }
        }
        return new TargetUrl(url, parts.user());
    }

    boolean isTls() {
        String scheme = url.toLowerCase(Locale.ROOT);
        return scheme.startsWith("https://") || scheme.startsWith("wss://");
    }
}
