/** Gives back what a registration took. The shape of VS Code's own, so that both can be kept in one list. */
export interface Registration {
  dispose(): void;
}

/** Tells listeners of one kind of event. Stands in for VS Code's emitter where code must run without VS Code. */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  on(listener: (value: T) => void): Registration {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  emit(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
