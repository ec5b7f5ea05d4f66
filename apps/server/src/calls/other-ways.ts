import { Injectable } from '@nestjs/common';

/** Whether a person who has no socket can be rung in this way. */
export type Way = (userId: string) => Promise<boolean>;

/** How people are rung who are not connected. Guests bring the ways; without one there is none. */
@Injectable()
export class OtherWays {
  private readonly ways = new Set<Way>();

  /** @returns removes the way */
  add(way: Way): () => void {
    this.ways.add(way);
    return () => {
      this.ways.delete(way);
    };
  }

  async canRing(userId: string): Promise<boolean> {
    for (const way of this.ways) if (await way(userId)) return true;
    return false;
  }
}
