/** Sound of calls: session descriptions, packets, jitter, codecs, keys, encryption. */
@org.jspecify.annotations.NullMarked
package io.patchbay.sip.internal.media;
