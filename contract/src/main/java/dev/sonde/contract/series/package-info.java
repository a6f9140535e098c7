/**
 * Names, help texts and bucket bounds of the series that both processes expose, so that a check looks the same whether a
 * collector or a stand-alone agent is scraped. Pure data; a leaf: it knows no other package and no metrics library.
 */
@NullMarked
package dev.sonde.contract.series;

import org.jspecify.annotations.NullMarked;
