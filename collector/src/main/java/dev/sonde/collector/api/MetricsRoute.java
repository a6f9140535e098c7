package dev.sonde.collector.api;

import dev.sonde.collector.exposition.MetricsFormat;
import dev.sonde.collector.exposition.MetricsPage;
import dev.sonde.collector.exposition.SharedPages;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Serves the page of metrics in the form that the scraper likes best. Event loops; pages are made on workers. */
final class MetricsRoute {
    private final SharedPages pages;
    private final Replies replies;

    MetricsRoute(SharedPages pages, Replies replies) {
        this.pages = pages;
        this.replies = replies;
    }

    void handle(RoutingContext context) {
        MetricsFormat format = MetricsFormat.preferred(context.request().getHeader(HttpHeaders.ACCEPT));
        boolean gzip = acceptsGzip(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
        try {
            replies.send(context, pages.page(format, gzip), page -> send(context, page));
        } catch (RejectedExecutionException e) {
            replies.fail(context, e);
        }
    }

    private void send(RoutingContext context, MetricsPage page) {
        Map<String, String> headers = page.gzipped()
                ? Map.of("Content-Encoding", "gzip", "Vary", "Accept, Accept-Encoding")
                : Map.of("Vary", "Accept, Accept-Encoding");
        replies.send(
                context,
                new Answer(200, page.format().contentType(), Buffer.buffer(), headers),
                page.length(),
                new PieceWalk(page.pieces()));
    }

    private static boolean acceptsGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
