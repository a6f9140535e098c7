package dev.sonde.agent.blackbox;

import dev.sonde.agent.blackbox.prober.ProbeResult;
import dev.sonde.agent.exposition.GaugeText;
import dev.sonde.contract.secret.SecretSigns;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What people read of probes. Pure. */
final class Pages {
    private Pages() {}

    /** One probe, for {@code debug=true} and {@code /logs}. */
    static String debug(ProbeResult result, String moduleYaml) {
        return "Logs for the probe:\n"
                + result.log()
                + "\n\n\nMetrics that would have been returned:\n"
                + GaugeText.of(result.metrics())
                + "\n\n\nModule configuration:\n"
                + moduleYaml;
    }

    /** The start page. */
    static String index(List<History.Entry> oldestFirst) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>Sonde: probes</title>
                <style>
                body { font-family: sans-serif; margin: 2em; }
                table { border-collapse: collapse; }
                td, th { border: 1px solid #ccc; padding: 0.3em 0.8em; text-align: left; }
                .failure { color: #b00020; font-weight: bold; }
                </style>
                </head>
                <body>
                <h1>Sonde</h1>
                <p>A target is probed by <code>/probe?target=prometheus.io&amp;module=http_2xx</code>;
                <code>&amp;debug=true</code> shows what happened.</p>
                <p><a href="metrics">Metrics</a> · <a href="config">Configuration</a></p>
                <h2>Recent probes</h2>
                <table>
                <tr><th>Module</th><th>Target</th><th>Result</th><th>Debug</th></tr>
                """);
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            History.Entry entry = oldestFirst.get(i);
            page.append("<tr><td>")
                    .append(escaped(entry.module()))
                    .append("</td><td>")
                    .append(escaped(SecretSigns.masked(entry.target())))
                    .append(entry.success() ? "</td><td>Success</td>" : "</td><td class=\"failure\">Failure</td>")
                    .append("<td><a href=\"logs?id=")
                    .append(URLEncoder.encode(Long.toString(entry.id()), StandardCharsets.UTF_8))
                    .append("\">Logs</a></td></tr>\n");
        }
        return page.append("</table>\n</body>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
