/** Lets a voice agent transfer and end its call, and send and collect digits. */
@org.jspecify.annotations.NullMarked
package io.patchbay.tools.call.internal;
