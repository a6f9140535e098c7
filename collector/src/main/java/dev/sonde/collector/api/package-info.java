/**
 * The collector's door: the HTTP routes on one screen, who may come in, problem JSON for whoever may not, and the OpenAPI
 * document. Fed by the ports in {@link dev.sonde.collector.api.ApiPorts}; it judges nothing and computes no number itself.
 */
@NullMarked
package dev.sonde.collector.api;

import org.jspecify.annotations.NullMarked;
