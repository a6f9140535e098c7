package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code auth} of protocols over HTTP. */
final class AuthKeys {
    static final Key<SecretText> USERNAME =
            Key.required("username", Scalars.secretText(), "the user's name; may name secrets");
    static final Key<SecretText> PASSWORD =
            Key.required("password", Scalars.secretText(), "the user's password; should name a secret");
    static final Key<MappingView> BASIC =
            Key.optional("basic", Block.of("basic", USERNAME, PASSWORD), "user name and password");
    static final Key<SecretText> BEARER =
            Key.optional("bearer", Scalars.secretText(), "a token that is there already; should name a secret");

    static final Key<URI> TOKEN_URL = Key.required("token_url", Urls.endpoint(), "where the token is drawn");
    static final Key<SecretText> CLIENT_ID =
            Key.required("client_id", Scalars.secretText(), "the client's name; may name secrets");
    static final Key<SecretText> CLIENT_SECRET =
            Key.required("client_secret", Scalars.secretText(), "the client's password; should name a secret");
    static final Key<List<String>> SCOPES =
            Key.optional("scopes", ListShape.of(scope()), "what the token is asked to allow");
    static final Key<Map<String, SecretText>> PARAMS = Key.optional(
            "params",
            MapShape.of(Scalars.line(100), Scalars.secretText()),
            "further parameters of the request for a token, such as `audience`");
    static final Key<MappingView> OAUTH2 = Key.optional(
            "oauth2",
            Block.of("oauth2", TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SCOPES, PARAMS),
            "a token drawn with client credentials, kept until shortly before it expires");

    static final Key<MappingView> AUTH = Key.optional(
            "auth",
            Block.of("auth", BASIC, BEARER, OAUTH2).exactlyOneOf(BASIC, BEARER, OAUTH2),
            "how the request proves who sends it; sets the header Authorization");

    private AuthKeys() {}

    /** The record of a sound block; null if there is none. */
    static @Nullable Auth auth(@Nullable MappingView view) {
        if (view == null) {
            return null;
        }
        MappingView basic = view.find(BASIC);
        MappingView oauth2 = view.find(OAUTH2);
        if (basic != null) {
            return new Auth.Basic(basic.get(USERNAME), basic.get(PASSWORD));
        }
        if (oauth2 == null) {
            return new Auth.Bearer(view.get(BEARER));
        }
        List<String> scopes = oauth2.find(SCOPES);
        Map<String, SecretText> params = oauth2.find(PARAMS);
        return new Auth.OAuth2(
                oauth2.get(TOKEN_URL),
                oauth2.get(CLIENT_ID),
                oauth2.get(CLIENT_SECRET),
                scopes == null ? List.of() : scopes,
                params == null ? Map.of() : params);
    }

    private static Scalar<String> scope() {
        String form = "[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}";
        String expected = "a scope: no spaces, quotes or backslashes, at most 200 characters";
        return Scalar.of("scope", expected, Form.matching(form), text -> {
            if (!text.matches(form)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
