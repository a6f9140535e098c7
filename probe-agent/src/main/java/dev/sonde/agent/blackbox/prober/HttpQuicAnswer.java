package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.http.Http3Call;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** What comes back for one request by HTTP/3, handed on as what comes back by the other versions. Belongs to one attempt. */
final class HttpQuicAnswer implements Http3Call.Listener {
    private final Attempt attempt;
    private final HttpExchanges exchanges;
    private final HttpHop hop;
    private @Nullable Http3Call call;
    private boolean reading;

    private HttpQuicAnswer(Attempt attempt, HttpExchanges exchanges, HttpHop hop) {
        this.attempt = attempt;
        this.exchanges = exchanges;
        this.hop = hop;
    }

    /** Dials and asks. */
    static void await(Attempt attempt, HttpExchanges exchanges, HttpHop hop, Dial dial, Security security) {
        HttpQuicAnswer answer = new HttpQuicAnswer(attempt, exchanges, hop);
        answer.call = Http3Call.open(attempt.loop(), dial, security, answer);
    }

    @Override
    public void stands() {
        attempt.guarded(() -> {
            HostAndPort authority = exchanges.asked(hop);
            if (authority != null && call != null) {
                call.ask(hop.method(), hop.url(), authority, hop.headers(), hop.body());
            }
        });
    }

    @Override
    public void head(int status, MultiMap headers) {
        HttpAnswered answer = new HttpAnswered(status, headers, HttpVersion.HTTP_3);
        attempt.guarded(() -> exchanges.answered(hop, answer, () -> reading = true));
    }

    @Override
    public void body(Buffer piece) {
        if (reading) {
            attempt.guarded(() -> exchanges.take(hop, piece));
        }
    }

    @Override
    public void complete() {
        if (reading) {
            attempt.guarded(() -> exchanges.ended(hop));
        }
    }

    @Override
    public void broken(Throwable cause) {
        attempt.guarded(() -> {
            if (hop.response == null) {
                exchanges.broken(hop, cause);
            } else if (reading && hop.endedNanos == 0) {
                exchanges.cutShort(hop, cause);
            }
        });
    }
}
